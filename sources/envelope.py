"""Callaro's envelopes, success and error, as its developer pages describe them (`docs/callaro.md`)."""

from dataclasses import dataclass
from http import HTTPStatus

from sources.exact_json import Json, read_json
from sources.http import Answer, incomplete, quoted
from sources.refusals import Place, refusal, told

SUCCESSES = frozenset({HTTPStatus.OK})
ACCEPTED = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED})
"""What may answer a request that makes something."""


@dataclass(frozen=True)
class Envelope:
    """A success: the data as sent, the paging facts, the id to quote to the vendor's support."""

    data: Json
    meta: dict[str, Json]
    request_id: str | None


def open_envelope(answer: Answer, place: Place, successes: frozenset[HTTPStatus] = SUCCESSES) -> Envelope:
    """Take a success apart; raises FetchError for every other answer, also for errors that come with status 200."""
    if answer.status not in successes:
        raise refusal(answer, place)
    try:
        body = read_json(answer.body)
    except ValueError as error:
        raise incomplete(f"the vendor's answer is not readable JSON: {error}", answer.request_id) from error
    if not isinstance(body, dict):
        raise incomplete("the vendor's answer is JSON but not an envelope", answer.request_id)
    request_id = quoted(body.get("request_id")) or answer.request_id
    if body.get("error") or body.get("error_code"):
        raise incomplete(f"the vendor answered {answer.status} with an error: {told(body)}", request_id)
    if body.get("data") is None:
        raise incomplete("the vendor's answer has no data", request_id)
    meta = body.get("meta")
    return Envelope(body["data"], meta if isinstance(meta, dict) else {}, request_id)
