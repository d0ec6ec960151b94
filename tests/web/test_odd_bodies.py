"""A body that cannot be read says nothing: who sends it is looked at first, and gets a page as clean as any other."""

import pytest
from structlog.testing import capture_logs

from tests.web.office import FINANCE, Office
from tests.web.site import everything

NOTHING_OURS = f"/act/{'x' * 43}"
PART = b'--B\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nzz\r\n--B--\r\n'
MANY = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n' * 1200
ODD = {
    **{f"charset {name}": (f"multipart/form-data; boundary=B; charset={name}", PART)
       for name in ("undefined", "hex", "rot13", "idna", "no-such", "raw_unicode_escape")},
    "no boundary": ("multipart/form-data", b"x"),
    "a broken boundary": ("multipart/form-data; boundary=", b"--\r\n"),
    "too many parts": ("multipart/form-data; boundary=B", MANY),
    "no form": ("multipart/form-data; boundary=B", b"{}"),
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_a_token_that_was_never_issued_is_the_one_404_whatever_is_sent(quick_office: Office, odd: str) -> None:
    kind, body = ODD[odd]
    browser = quick_office.site.browser()
    usual = browser.get(NOTHING_OURS)
    for path in ("", "/code", "/verify", "/ask", "/snooze"):
        for room in (NOTHING_OURS, "/questions/x"):
            if room == NOTHING_OURS or path in {"", "/code", "/verify"}:
                answer = browser.post(f"{room}{path}", content=body, headers={"content-type": kind})
                assert (answer.status_code, answer.content) == (404, usual.content)


@pytest.mark.parametrize("odd", ODD)
def test_every_form_answers_it_with_a_page_and_leaves_no_trace(quick_office: Office, odd: str) -> None:
    kind, body = ODD[odd]
    page, browser, aside = quick_office.site.page("finance"), quick_office.browser(FINANCE), quick_office.set_aside()
    paths = [
        *(f"{page}{verb}" for verb in ("", "/ask", "/snooze", "/hand-over", "/verify")), "/mutes", "/absences",
        "/approve", "/approve/confirmed", "/sign-out", "/sign-in/code", "/sign-in/verify", f"/files/{aside}/dismiss",
        f"/files/{aside}/keyed", *(f"/periods/{quick_office.late}/{verb}" for verb in ("waive", "note", "context")),
    ]  # fmt: skip
    before = everything(quick_office.site.engine)
    with capture_logs() as logs:
        answers = {path: browser.post(path, content=body, headers={"content-type": kind}) for path in paths}
    assert {path: one.status_code for path, one in answers.items() if not 400 <= one.status_code < 500} == {}, logs
    assert all("<h1" in one.text for one in answers.values())
    assert not [entry for entry in logs if entry["event"] == "request failed"]
    assert everything(quick_office.site.engine) == before
