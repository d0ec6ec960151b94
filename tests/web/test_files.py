"""Files and mails set aside: who sees them, looking at them safely, keying them in, and saying that they are none."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW
from tests.web.office import ADMIN, FINANCE, OLGA, OPERATIONS, PDF, Office, form_at
from tests.web.site import everything
from web.views.original import media_type
from workflow.invoices.aside import dismiss
from workflow.invoices.invoice import FileSetAside, Invoice, Revision
from workflow.people.person import Person
from workflow.periods.period import BillingPeriod

INVOICE = {
    "number": "R-2026-10", "kind": "invoice", "issued_on": "2026-11-02", "starts_on": "2026-10-01",
    "ends_on": "2026-10-31", "currency": "EUR", "seller_tax_id": "IE1234567T", "total": "119.00",
    "lines-1-kind": "usage", "lines-1-description": "Minutes", "lines-1-amount": "100.00",
}  # fmt: skip


def send(office: Office, file: UUID, action: str, email: str = FINANCE, **fields: str) -> Any:
    """Send one of the page's forms, filled in."""
    browser, path = office.browser(email), f"/files/{file}"
    standing = form_at(browser.get(path), f"/{action}")
    return browser.post(f"{path}/{action}", data={**standing, **fields})


def the_file(office: Office, file: UUID) -> FileSetAside:
    """Read the file as it is now."""
    with Session(office.site.engine) as session:
        return session.get_one(FileSetAside, file)


def test_what_waits_is_listed_first_and_what_is_settled_below(office: Office) -> None:
    file = office.set_aside(name="old.pdf", received=NOW.subtract(days=3))
    with Session(office.site.engine) as session:
        ada = session.scalars(select(Person).where(Person.email == ADMIN)).one()
        dismiss(session, session.get_one(FileSetAside, file), ada, "Only their terms.", NOW)
        session.commit()
    office.set_aside(b"stranger", name="offer.eml", origin="promo@spam.example", may_be_awaited=False)
    office.set_aside(b"waits", name="new.pdf", received=NOW.subtract(days=2))
    page = office.browser(FINANCE).get("/files").text.replace("\u202f", " ")
    places = [page.index(name) for name in ("Waiting", "new.pdf", "offer.eml", "Settled", "old.pdf")]
    assert places == sorted(places)
    assert "promo@spam.example" in page
    assert "Ada Adeyemi, Mon, Dec 7, 2026, 10:00 AM Berlin time: Only their terms." in page


def test_with_nothing_set_aside_the_list_says_so(quick_office: Office) -> None:
    assert "Nothing waits." in quick_office.browser(FINANCE).get("/files").text


def test_a_long_list_comes_in_pages_that_are_light(quick_office: Office) -> None:
    for number in range(51):
        reason = "It holds no figures that a program can read, and nobody knows why. " * 3
        quick_office.set_aside(str(number).encode(), name=f"{number}.pdf", reason=reason)
    browser = quick_office.browser(FINANCE)
    first, second = (browser.get("/files", params={"page": page}) for page in ("1", "2"))
    assert len(first.content) < 100_000
    assert (first.text.count('href="/files/'), second.text.count('href="/files/')) == (50, 1)
    assert "Older" in first.text
    assert "Newer" in second.text


def test_a_strangers_mail_is_for_finance_and_admins_and_is_never_shown(quick_office: Office) -> None:
    file = quick_office.set_aside(may_be_awaited=False, origin="eve@evil.example")
    path = f"/files/{file}"
    for email in (FINANCE, ADMIN):
        browser = quick_office.browser(email)
        assert "<iframe" not in browser.get(path).text
        for address in (f"{path}/document", f"{path}/document?download=1"):
            answer = browser.get(address)
            assert answer.headers["content-disposition"].startswith("attachment;")
            assert answer.headers["content-type"] == "application/octet-stream"
            assert answer.headers["x-content-type-options"] == "nosniff"
    operations = quick_office.browser(OPERATIONS)
    assert "november.pdf" not in operations.get("/files").text
    assert {operations.get(address).status_code for address in (path, f"{path}/document")} == {404}


def test_a_pdf_stands_beside_the_form_in_a_frame_of_our_own(quick_office: Office) -> None:
    file = quick_office.set_aside()
    browser = quick_office.browser(FINANCE)
    page, document = browser.get(f"/files/{file}"), browser.get(f"/files/{file}/document")
    assert f'<iframe src="/files/{file}/document"' in page.text
    assert page.headers["content-security-policy"].endswith("; frame-src 'self'")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert (document.content, document.headers["content-type"]) == (PDF, "application/pdf")
    assert document.headers["content-disposition"].startswith("inline;")
    assert document.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'"
    )
    assert document.headers["x-frame-options"] == "SAMEORIGIN"


def test_text_stands_beside_the_form_as_text(quick_office: Office) -> None:
    content = b"<Invoice><script>alert(1)</script>" + b"x" * 30_000
    file = quick_office.set_aside(content, name="a.xml")
    browser = quick_office.browser(OPERATIONS)
    page, document = browser.get(f"/files/{file}").text, browser.get(f"/files/{file}/document")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert "It goes on" in page
    assert len(page) < 100_000
    assert document.headers["content-type"] == "text/plain; charset=utf-8"
    assert document.headers["content-security-policy"].endswith("; sandbox")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4", "application/pdf"),
        (b"\xef\xbb\xbf<a/>", "application/xml"),
        (b"<a>Geb\xfchr</a>", "application/xml"),
        (b' {"number": 1}', "application/json"),
        (b"From: a@b", "text/plain"),
        (b"\x00\x01", "application/octet-stream"),
        (b"\xff\xd8\xff", "application/octet-stream"),
        (b"", "text/plain"),
    ],
)
def test_what_a_file_is_its_bytes_say(content: bytes, kind: str) -> None:
    assert media_type(content) == kind


def test_what_is_no_text_is_only_to_be_saved(quick_office: Office) -> None:
    file = quick_office.set_aside(b"\x00\x01", name="a.html")
    shown = quick_office.browser(FINANCE).get(f"/files/{file}/document")
    assert shown.headers["content-disposition"] == "attachment; filename=\"a.html\"; filename*=UTF-8''a.html"
    assert shown.headers["content-type"] == "application/octet-stream"


def test_figures_that_are_keyed_in_make_an_invoice_of_its_period(office: Office) -> None:
    file = office.set_aside(name="\u202eOctober\x07.pdf")
    stored = send(office, file, "keyed", **INVOICE)
    assert (stored.status_code, stored.headers["location"]) == (303, f"/files/{file}")
    with Session(office.site.engine) as session:
        invoice = session.scalars(select(Invoice).where(Invoice.number == "R-2026-10")).one()
        revision = session.scalars(select(Revision).where(Revision.invoice_id == invoice.id)).one()
        assert (invoice.period_id, session.get_one(BillingPeriod, office.late).state) == (office.late, "invoiced")
        assert (revision.content, revision.media_type, revision.state) == (PDF, "application/pdf", "received")
        assert revision.document["source"] == {"name": "October.pdf", "format": "manual", "request_id": None}
        assert revision.document["lines"][0]["amount"] == "100.00"
    read = the_file(office, file)
    assert (read.state, read.settled_why) == ("read", "Finance Person keyed in invoice R-2026-10")
    page = office.browser(FINANCE).get(f"/files/{file}").text
    assert "Finance Person keyed in invoice R-2026-10" in page
    assert "Key in its figures" not in page


def test_what_is_incomplete_is_told_beside_its_fields_and_kept(office: Office) -> None:
    file = office.set_aside()
    before = everything(office.site.engine)
    typed = {"total": "1.234,56", "lines-2-description": "<b>Minutes</b>", "seller_name": "Callaro"}
    refused = send(office, file, "keyed", **typed)
    assert refused.status_code == 422
    for name in ("number", "issued_on", "total", "lines-2-amount"):
        assert f'href="#{name}"' in refused.text
        assert f'aria-describedby="{name}-wrong"' in refused.text
    assert 'value="1.234,56"' in refused.text
    assert 'value="&lt;b&gt;Minutes&lt;/b&gt;"' in refused.text
    assert "5 fields need another look" in refused.text
    assert {name: rows for name, rows in everything(office.site.engine).items() if rows != before[name]}.keys() <= {
        "devices"
    }


def test_what_no_invoice_can_say_is_told_too(quick_office: Office) -> None:
    file = quick_office.set_aside()
    quick_office.write(FileSetAside, file, sha256="no hash")
    refused = send(quick_office, file, "keyed", **INVOICE)
    assert refused.status_code == 422
    assert "sha256" in refused.text


def test_there_is_room_for_more_lines_and_nothing_is_lost(quick_office: Office) -> None:
    file = quick_office.set_aside()
    more = send(quick_office, file, "keyed", more="1", number="R-1", **{"lines-12-amount": "5"})
    assert more.status_code == 200
    assert 'name="lines-24-amount"' in more.text
    assert 'value="R-1"' in more.text
    assert form_at(more, "/keyed")["rows"] == "24"
    assert the_file(quick_office, file).state == "set_aside"


def test_the_longest_form_is_light(quick_office: Office) -> None:
    file = quick_office.set_aside(b"<a>" + b"x" * 30_000)
    assert len(send(quick_office, file, "keyed", more="1", rows="36").content) < 100_000


def test_that_it_is_no_invoice_needs_a_reason(office: Office) -> None:
    file = office.set_aside()
    without = send(office, file, "dismiss", reason=" ")
    assert without.status_code == 422
    assert "Say why this is no invoice" in without.text
    assert send(office, file, "dismiss", reason="x" * 4001).status_code == 422
    assert send(office, file, "dismiss", reason="Only their\x00 terms.").status_code == 303
    read = the_file(office, file)
    assert (read.state, read.settled_why) == ("dismissed", "Only their terms.")


@pytest.mark.parametrize(("action", "fields"), [("keyed", INVOICE), ("dismiss", {"reason": "Only their terms."})])
def test_what_somebody_settled_meanwhile_is_a_conflict(
    quick_office: Office, action: str, fields: dict[str, str]
) -> None:
    file = quick_office.set_aside()
    browser, path = quick_office.browser(FINANCE), f"/files/{file}"
    form = form_at(browser.get(path), f"/{action}")
    assert send(quick_office, file, "dismiss", ADMIN, reason="A test.").status_code == 303
    refused = browser.post(f"{path}/{action}", data={**form, **fields})
    assert refused.status_code == 409
    assert "Somebody has settled this file already" in refused.text
    assert the_file(quick_office, file).settled_why == "A test."


@pytest.mark.parametrize(("action", "fields"), [("keyed", INVOICE), ("dismiss", {"reason": "Only their terms."})])
def test_only_the_own_form_counts(quick_office: Office, action: str, fields: dict[str, str]) -> None:
    file = quick_office.set_aside()
    browser, path = quick_office.browser(FINANCE), f"/files/{file}"
    other = form_at(quick_office.browser(ADMIN).get(path), f"/{action}")["csrf"]
    for csrf in ("", "x", other):
        refused = browser.post(f"{path}/{action}", data={**fields, "csrf": csrf})
        assert refused.status_code == 403
        assert "Nothing was changed" in refused.text
    foreign = browser.post(f"{path}/{action}", data=fields, headers={"sec-fetch-site": "same-site"})
    assert foreign.status_code == 403
    assert the_file(quick_office, file).state == "set_aside"


@pytest.mark.parametrize("action", ["", "/document", "/keyed", "/dismiss"])
def test_what_is_elsewhere_or_nowhere_is_the_one_404(quick_office: Office, action: str) -> None:
    elsewhere = quick_office.set_aside(workspace=quick_office.globex)
    browser = quick_office.browser(FINANCE)
    nothing = browser.get("/nothing")
    for name in (elsewhere, uuid4(), "x", str(elsewhere).upper()):
        path = f"/files/{name}{action}"
        posted = action in {"/keyed", "/dismiss"}
        answer = browser.post(path, data={**INVOICE, "reason": "x"}) if posted else browser.get(path)
        assert (answer.status_code, answer.text) == (404, nothing.text)
    assert the_file(quick_office, elsewhere).state == "set_aside"
    assert quick_office.browser(OLGA).get(f"/files/{elsewhere}").status_code == 200


@pytest.mark.parametrize("action", ["keyed", "dismiss"])
def test_operations_looks_and_does_not_settle(quick_office: Office, action: str) -> None:
    file = quick_office.set_aside()
    browser = quick_office.browser(OPERATIONS)
    page = browser.get(f"/files/{file}")
    assert page.status_code == 200
    assert form_at(page, f"/{action}") == {}
    for fields in (INVOICE, {"reason": "x"}, {"more": "1"}, {}):
        assert browser.post(f"/files/{file}/{action}", data=fields).status_code == 404
    assert the_file(quick_office, file).state == "set_aside"


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data"])
def test_a_body_that_is_no_form_settles_nothing(quick_office: Office, kind: str) -> None:
    file = quick_office.set_aside()
    sent = quick_office.browser(FINANCE).post(
        f"/files/{file}/dismiss", content=b'{"reason":"x"}', headers={"content-type": kind}
    )
    assert sent.status_code in {400, 403, 422}
    assert the_file(quick_office, file).state == "set_aside"
