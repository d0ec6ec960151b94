"""Asks Callaro for one account: every route below one base address, over one connection and within one budget."""

from collections.abc import Mapping
from http import HTTPStatus

from sources.envelope import ACCEPTED, Envelope, open_envelope
from sources.exact_json import Json, write_json
from sources.http import Answer, Session
from sources.paging import Ask
from sources.refusals import Place, refusal

CSV = {"Accept": "text/csv"}


class Caller:
    """One account's way to the vendor; `request_id` is that of the last answer."""

    def __init__(self, session: Session, base_url: str, account: str, key: str) -> None:
        """Take an open session, where the vendor's routes begin, and the name of the variable that holds the key."""
        self._session = session
        self.base_url = base_url.rstrip("/")
        self.account = account
        self._key = key
        self.request_id: str | None = None

    def get(self, path: str, parameters: Mapping[str, str], scope: str) -> Envelope:
        """Ask for what lies at a path; `scope` is what the key needs for it. Raises FetchError."""
        place = self._place(path, scope)
        return self._noted(open_envelope(self._session.get(place.url, parameters), place))

    def pages_of(self, path: str, filters: Mapping[str, str], scope: str) -> Ask:
        """Give what asks for one page of the list at a path, always with the same filters."""
        return lambda position: self.get(path, {**filters, **position}, scope)

    def post(self, path: str, body: Json, idempotency_key: str, scope: str) -> Envelope:
        """Ask the vendor to make something, once for each key. Raises FetchError."""
        place = self._place(path, scope)
        headers = {"Content-Type": "application/json", "Idempotency-Key": idempotency_key}
        answer = self._session.post(place.url, write_json(body), headers)
        return self._noted(open_envelope(answer, place, ACCEPTED))

    def download(self, path: str, scope: str) -> Answer:
        """Fetch a file as it is; raises FetchError, also for one that lies elsewhere: no redirect is followed."""
        place = self._place(path, scope)
        answer = self._session.get(place.url, {}, CSV)
        if answer.status != HTTPStatus.OK:
            raise refusal(answer, place)
        return answer

    def _place(self, path: str, scope: str) -> Place:
        return Place(f"{self.base_url}/{path.lstrip('/')}", self.account, self._key, scope)

    def _noted(self, envelope: Envelope) -> Envelope:
        self.request_id = envelope.request_id
        return envelope
