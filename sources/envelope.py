"""Callaro's envelopes, success and error, as its developer pages describe them (`docs/callaro.md`)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from sources.exact_json import Json, read_json
from sources.http import Answer, FetchError, broken, incomplete

LONGEST_WAIT = 24 * 60 * 60
"""Seconds; what a vendor asks beyond it is a mistake or an attack."""
LONGEST_QUOTE = 120
TRANSIENT = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
UNAUTHORISED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


@dataclass(frozen=True)
class Envelope:
    """A success: the data as sent, the paging facts, the id to quote to the vendor's support."""

    data: Json
    meta: dict[str, Json]
    request_id: str | None


@dataclass(frozen=True)
class Place:
    """What a refusal is to name: where was asked, for whom, and where the key came from."""

    url: str
    account: str
    key: str
    scope: str


def open_envelope(answer: Answer, place: Place) -> Envelope:
    """Take a success apart; raises FetchError for every other answer, also for errors that come with status 200."""
    if answer.status != HTTPStatus.OK:
        raise _refusal(answer, place)
    try:
        body = read_json(answer.body)
    except ValueError as error:
        raise incomplete(f"the vendor's answer is not readable JSON: {error}") from error
    if not isinstance(body, dict):
        raise incomplete("the vendor's answer is JSON but not an envelope")
    request_id = _quoted(body.get("request_id"))
    if body.get("error") or body.get("error_code"):
        raise incomplete(f"the vendor answered 200 with an error: {_told(body)}", request_id)
    if body.get("data") is None:
        raise incomplete("the vendor's answer has no data", request_id)
    meta = body.get("meta")
    return Envelope(body["data"], meta if isinstance(meta, dict) else {}, request_id)


def retry_after(headers: dict[str, str]) -> int | None:
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


def _refusal(answer: Answer, place: Place) -> FetchError:
    body = _error_body(answer)
    request_id = _quoted(body.get("request_id"))
    said = f"{answer.status} {_told(body)}".strip() + (f" (request {request_id})" if request_id else "")
    status = answer.status
    if status in TRANSIENT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return incomplete(f"the vendor cannot answer now: {said}", request_id, retry_after(answer.headers))
    if status in UNAUTHORISED:
        return broken(f"the vendor refused the key in {place.key}: {said}; give it one with {place.scope}", request_id)
    if status == HTTPStatus.NOT_FOUND:
        return broken(f"nothing at {place.url} for account {place.account!r}: {said}; check both", request_id)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return broken(f"{place.url} leads elsewhere: {said}; redirects are not followed, check base_url", request_id)
    if status >= HTTPStatus.BAD_REQUEST:
        return broken(f"the vendor refused the question: {said}; check paging and invoices_path", request_id)
    return incomplete(f"the vendor's answer has an unexpected status: {said}", request_id)


def _error_body(answer: Answer) -> dict[str, Json]:
    try:
        body = read_json(answer.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _told(body: dict[str, Json]) -> str:
    return ", ".join(filter(None, (_quoted(body.get("error_code")), _quoted(body.get("error")))))


def _quoted(value: Json) -> str | None:
    """Keep what a vendor says short, on one line and printable."""
    if not isinstance(value, str):
        return None
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())
    return line[:LONGEST_QUOTE] or None
