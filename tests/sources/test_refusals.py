"""What each refusal means: put the configuration right, it is not there, or try again later."""

import json

import pytest

from sources.http import Answer
from sources.refusals import Place, refusal
from workflow.invoices.source import Completeness

PLACE = Place("https://vendor.example/list", "44", "THE_KEY", "billing:tenant:read")


def said(status: int, code: str = "", headers: dict[str, str] | None = None, **body: object) -> str:
    return refusal(answer(status, code, headers, **body), PLACE).problem


def answer(status: int, code: str = "", headers: dict[str, str] | None = None, **body: object) -> Answer:
    return Answer(status, headers or {}, json.dumps({"error": "no", "error_code": code, **body}).encode())


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529])
def test_what_passes_by_itself_is_asked_for_later(status: int) -> None:
    assert refusal(answer(status), PLACE).state is Completeness.INCOMPLETE


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 402, 403, 404, 405, 409, 410, 418, 422, 501, 505, 511])
def test_what_a_person_must_put_right_is_broken(status: int) -> None:
    failure = refusal(answer(status), PLACE)
    assert failure.state is Completeness.BROKEN
    assert failure.status == status


@pytest.mark.parametrize(
    ("status", "code", "advice"),
    [
        (401, "UNAUTHORIZED", "of the kind that auth says"),
        (401, "JWT_REQUIRED", "takes no API key"),
        (403, "JWT_REQUIRED", "takes no API key"),
        (403, "FORBIDDEN", "give it one with billing:tenant:read"),
        (403, "SOMETHING_NEW", "give it one with billing:tenant:read"),
        (404, "TENANT_NOT_FOUND", "nothing at https://vendor.example/list for account '44'"),
        (409, "IDEMPOTENCY_CONFLICT", "quote it to its support"),
        (422, "VALIDATION_ERROR", "check paging and the path"),
        (302, "", "redirects are not followed"),
        (501, "", "check base_url and path"),
    ],
)
def test_each_says_what_to_do(status: int, code: str, advice: str) -> None:
    assert advice in said(status, code)


def test_a_refused_key_is_named_by_its_variable() -> None:
    assert said(401, "UNAUTHORIZED").startswith("the vendor refused the key in THE_KEY: 401 UNAUTHORIZED, no;")


def test_a_422_names_the_fields_it_is_about() -> None:
    assert "about per_page, to" in said(422, "VALIDATION_ERROR", errors={"to": ["bad"], "per_page": ["too many"]})


def test_the_request_id_is_kept_from_the_body() -> None:
    failure = refusal(answer(500, request_id="body-1", headers={"x-request-id": "head-1"}), PLACE)
    assert failure.request_id == "body-1"
    assert "(request body-1)" in failure.problem


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"request_id": null}', b'{"request_id": 7}'])
def test_else_the_request_id_is_kept_from_the_headers(body: bytes) -> None:
    assert refusal(Answer(503, {"x-request-id": "head-1\x1b[0m"}, body), PLACE).request_id == "head-1 [0m"


def test_words_of_the_vendor_stay_short_and_on_one_line() -> None:
    told = said(500, "X" * 500, error="a\nb\x00c {key} " + "z" * 500)
    assert len(told) < 400
    assert told.isprintable()
    assert "{key}" in told
