"""What a vendor's refusal means: put the configuration right, it is not there, or try again later.

Callaro says (`docs/callaro.md`): retry the network, 429 and selected 5xx; neither are all 4xx permanent nor all 5xx
passing. Which 5xx those are it leaves open: here they are the ones that say of themselves that they pass.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from sources.exact_json import Json, read_json
from sources.http import Answer, FetchError, quoted
from workflow.invoices.source import Completeness

LONGEST_WAIT = 24 * 60 * 60
"""Seconds; what a vendor asks beyond it is a mistake or an attack."""
PROXY_ERRORS = range(520, 530)
"""What the networks in front of a vendor answer for one that they cannot reach."""


@dataclass(frozen=True)
class Place:
    """What a refusal is to name: where was asked, for whom, where the key came from, and which scope opens it."""

    url: str
    account: str
    key: str
    scope: str


@dataclass(frozen=True)
class Meaning:
    """What a status makes of the fetch, and the sentence with what to do about it."""

    state: Completeness
    sentence: str


KEY = Meaning(Completeness.BROKEN, "the vendor refused the key in {key}: {said}; {advice}")
NOT_THERE = Meaning(Completeness.BROKEN, "nothing at {url} for account {account!r}: {said}; check both")
ELSEWHERE = Meaning(Completeness.BROKEN, "{url} leads elsewhere: {said}; redirects are not followed, check base_url")
QUESTION = Meaning(
    Completeness.BROKEN, "the vendor refused the question: {said}; check paging and the path of {url}, or ask it why"
)
UNABLE = Meaning(
    Completeness.BROKEN, "the vendor cannot do what {url} asks: {said}; check base_url and path, or ask it why"
)
LATER = Meaning(Completeness.INCOMPLETE, "the vendor cannot answer now: {said}")
CONFLICT = Meaning(
    Completeness.BROKEN, "the vendor says that this contradicts an earlier request: {said}; quote it to its support"
)
UNEXPECTED = Meaning(Completeness.INCOMPLETE, "the vendor's answer has an unexpected status: {said}")

MEANINGS: Mapping[int, Meaning] = {
    **dict.fromkeys((HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN), KEY),
    HTTPStatus.NOT_FOUND: NOT_THERE,
    HTTPStatus.CONFLICT: CONFLICT,
    **dict.fromkeys((HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS), LATER),
    **dict.fromkeys((HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.BAD_GATEWAY), LATER),
    **dict.fromkeys((HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT, *PROXY_ERRORS), LATER),
}
CLASSES: Mapping[int, Meaning] = {3: ELSEWHERE, 4: QUESTION, 5: UNABLE}
"""For a status that is not in the table, by its first digit."""

ADVICE: Mapping[str, str] = {
    "UNAUTHORIZED": "check that it is whole, of this environment, and of the kind that auth says",
    "JWT_REQUIRED": "this path is for people who sign in and takes no API key: ask the vendor for one that a key may "
    "read, or use a folder or a mailbox",
}
"""What to do about a refused key, by `error_code`; for any other, the scope is what it lacks."""


def refusal(answer: Answer, place: Place) -> FetchError:
    """Make the error for an answer that is no success."""
    body = _error_body(answer)
    request_id = quoted(body.get("request_id")) or answer.request_id
    meaning = MEANINGS.get(answer.status) or CLASSES.get(answer.status // 100, UNEXPECTED)
    sentence = meaning.sentence.format(
        said=_said(answer.status, body, request_id),
        advice=ADVICE.get(quoted(body.get("error_code")) or "", f"give it one with {place.scope}"),
        url=place.url,
        account=place.account,
        key=place.key,
    )
    return FetchError(meaning.state, sentence, request_id, retry_after(answer.headers), answer.status)


def told(body: Mapping[str, Json]) -> str:
    """Quote what an error envelope says: its code, its text, and which fields it complains about."""
    texts: Iterable[str | None] = (quoted(body.get("error_code")), quoted(body.get("error")), _fields(body))
    return ", ".join(filter(None, texts))


def retry_after(headers: Mapping[str, str]) -> int | None:
    """Read Retry-After into seconds, at most a day: a count, or a date measured against the answer's own Date."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch("[0-9]{1,20}", text):
        return min(int(text), LONGEST_WAIT)
    until, since = _moment(text), _moment(headers.get("date", ""))
    if until is None or since is None:
        return None
    return min(max(int((until - since).total_seconds()), 0), LONGEST_WAIT)


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _said(status: int, body: Mapping[str, Json], request_id: str | None) -> str:
    return f"{status} {told(body)}".strip() + (f" (request {request_id})" if request_id else "")


def _fields(body: Mapping[str, Json]) -> str | None:
    """Name what a 422 complains about; the shape of `errors` is not published, its keys are most likely fields."""
    errors = body.get("errors")
    return quoted("about " + ", ".join(sorted(errors))) if isinstance(errors, dict) and errors else None


def _error_body(answer: Answer) -> dict[str, Json]:
    try:
        body = read_json(answer.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
