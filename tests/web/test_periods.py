"""One period's page: what is known, and what finance or an admin can do when the invoice does not come."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import lxml.html
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import NOW
from tests.web.office import ADMIN, FINANCE, OLGA, OPERATIONS, PROBLEM, Office, form_at
from tests.web.site import everything, make_site
from workflow.events.event import Event
from workflow.notices.notice import Delivery, Kind, Notice
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod, FailedFetch, PeriodNote

VENDOR = "billing@vendor.example"


def words(page: str) -> str:
    """Give the text of a page on one line."""
    document: Any = lxml.html.fromstring(page)
    return " ".join(document.xpath("//main")[0].text_content().split())


def send(office: Office, action: str, email: str = FINANCE, period: UUID | None = None, **fields: str) -> Any:
    """Send one of the page's forms, filled in."""
    browser, path = office.browser(email), f"/periods/{period or office.late}"
    standing = form_at(browser.get(path), f"/{action}")
    return browser.post(f"{path}/{action}", data={**standing, **fields})


def drafted(office: Office, part: str = "chase") -> None:
    """Let a letter to the vendor be drafted for finance."""
    with Session(office.site.engine) as session:
        ana = session.scalars(select(Person.id).where(Person.email == FINANCE)).one()
        draft = ToTell(office.acme, Kind.MISSING, office.late, part, NOW, ana, data={"draft": True})
        post(session, [draft])
        session.execute(update(Notice).values(state=Delivery.SENT))
        session.commit()


def rows(office: Office, model: Any) -> list[Any]:
    """Read a table."""
    with Session(office.site.engine) as session:
        return list(session.scalars(select(model).order_by(model.id)))


def test_a_late_period_tells_why_and_what_follows_when(office: Office) -> None:
    told = words(office.browser(FINANCE).get(f"/periods/{office.late}").text)
    assert "Oct 1 – 31, 2026 Late Its day has passed, and two complete answers came without it." in told
    assert "It is called late, and finance is told · done" in told
    assert "Finance gets a letter to the vendor, ready to be sent · planned" in told
    assert "The admins are told · planned" in told
    assert "Berlin time" in told


def test_with_a_policy_that_sends_the_ladder_says_so(quick_office: Office) -> None:
    site, policy = quick_office.site, {**quick_office.site.desk.base_policy, "vendor_mail": "send"}
    office = replace(quick_office, site=make_site(site.engine, site.opened, base_policy=policy))
    told = words(office.browser(FINANCE).get(f"/periods/{office.late}").text)
    assert "The vendor is written to · planned" in told


def test_an_invoice_is_shown_with_its_review_and_the_readers_own_task(quick_office: Office) -> None:
    page = quick_office.browser(FINANCE).get(f"/periods/{quick_office.invoiced}").text
    assert "CAL-2026-11 Waits for Finance Person (finance), Operations Person (operations)" in words(page)
    assert "€4,877.81 In review" in words(page)
    assert quick_office.site.page("finance") in page
    assert quick_office.site.page("operations") not in page
    assert "Waive this period" not in page


def test_what_failed_lately_is_shown_with_the_vendors_request_id(quick_office: Office) -> None:
    with Session(quick_office.site.engine) as session:
        for hours in range(7):
            of_period = {"workspace_id": quick_office.acme, "period_id": quick_office.late, "state": "broken"}
            at = NOW.subtract(hours=hours)
            session.add(FailedFetch(asked_at=at, problem=PROBLEM, request_id=f"req_{hours}", **of_period))
        session.commit()
    page = quick_office.browser(ADMIN).get(f"/periods/{quick_office.late}").text
    assert page.count("req_") == 5
    assert "req_0" in page
    seen = quick_office.browser(OPERATIONS).get(f"/periods/{quick_office.late}").text
    assert "req_" not in seen
    assert PROBLEM not in seen


def test_waiving_needs_a_reason_and_is_told_with_it(office: Office) -> None:
    without = send(office, "waive", reason="  ")
    assert without.status_code == 422
    assert "Say why no invoice is expected" in without.text
    done = send(office, "waive", reason="The account was free in October.")
    assert (done.status_code, done.headers["location"]) == (303, f"/periods/{office.late}")
    told = words(office.browser(OPERATIONS).get(f"/periods/{office.late}").text)
    assert "Waived Finance Person waived it: The account was free in October." in told
    with Session(office.site.engine) as session:
        assert session.get_one(BillingPeriod, office.late).state == "waived"
        happened = session.scalars(select(Event).where(Event.kind == "period.waived")).one()
        assert happened.actor == FINANCE


def test_the_vendors_answer_is_noted_by_whom_and_when(office: Office) -> None:
    assert send(office, "note", ADMIN, answer="It comes on Friday,\r\nthey say.").status_code == 303
    told = words(office.browser(FINANCE).get(f"/periods/{office.late}").text)
    assert "The vendor answered · Ada Adeyemi, Mon, Dec 7, 2026, 10:00 AM Berlin time" in told
    assert [note.text for note in rows(office, PeriodNote)] == ["It comes on Friday,\nthey say."]
    assert "It comes on Friday" in office.browser(FINANCE).get("/ledger").text


@pytest.mark.parametrize(("action", "field"), [("waive", "reason"), ("note", "answer")])
def test_what_is_too_long_or_missing_is_refused_and_kept(quick_office: Office, action: str, field: str) -> None:
    before = everything(quick_office.site.engine)["period_notes"]
    typed: dict[str, Any] = {field: "x" * 4001}
    refused = send(quick_office, action, **typed)
    assert refused.status_code == 422
    assert "has more than 4000 characters" in refused.text
    assert "x" * 4001 in refused.text
    assert send(quick_office, action).status_code == 422
    assert everything(quick_office.site.engine)["period_notes"] == before


def test_a_drafted_letter_is_shown_and_sent_with_a_click(office: Office) -> None:
    drafted(office)
    page = office.browser(FINANCE).get(f"/periods/{office.late}").text
    assert f"Send it to {VENDOR}" in page
    assert "Acme EMEA" in page.split('<pre class="letter"')[1]
    assert send(office, "send").status_code == 303
    sent = [notice for notice in rows(office, Notice) if notice.address]
    assert [(one.part, one.address, one.data) for one in sent] == [("chase", VENDOR, {"reply_to": [FINANCE]})]
    after = office.browser(FINANCE).get(f"/periods/{office.late}").text
    assert "Send it to" not in after
    assert f"on its way to {VENDOR}" in after


def test_a_letter_that_was_sent_meanwhile_is_not_sent_again(quick_office: Office) -> None:
    drafted(quick_office)
    browser, path = quick_office.browser(FINANCE), f"/periods/{quick_office.late}"
    form = form_at(browser.get(path), "/send")
    assert browser.post(f"{path}/send", data=form).status_code == 303
    again = browser.post(f"{path}/send", data=form)
    assert again.status_code == 409
    assert "There is no letter to send" in again.text
    assert len([notice for notice in rows(quick_office, Notice) if notice.address]) == 1


def test_without_an_address_the_letter_is_there_to_copy(quick_office: Office) -> None:
    drafted(quick_office)
    quick_office.write(Workspace, quick_office.acme, vendor_support=None)
    page = quick_office.browser(FINANCE).get(f"/periods/{quick_office.late}").text
    assert "names no vendor_support address" in page
    assert "Send it to" not in page


def test_what_was_settled_meanwhile_is_a_conflict_and_what_was_typed_stays(quick_office: Office) -> None:
    browser, path = quick_office.browser(FINANCE), f"/periods/{quick_office.late}"
    form = form_at(browser.get(path), "/waive")
    quick_office.write(BillingPeriod, quick_office.late, state="invoiced")
    refused = browser.post(f"{path}/waive", data={**form, "reason": "It was free."})
    assert refused.status_code == 409
    assert "No invoice is awaited" in refused.text
    assert "It was free." in refused.text


@pytest.mark.parametrize("action", ["waive", "note", "send"])
def test_only_the_own_form_counts(quick_office: Office, action: str) -> None:
    drafted(quick_office)
    browser, path = quick_office.browser(FINANCE), f"/periods/{quick_office.late}/{action}"
    other = form_at(quick_office.browser(ADMIN).get(f"/periods/{quick_office.late}"), f"/{action}")
    before = everything(quick_office.site.engine)
    for csrf in ("", "x", other["csrf"], "\x00"):
        sent = browser.post(path, data={"csrf": csrf, "reason": "free", "answer": "soon"})
        assert sent.status_code == 403
        assert "Nothing was changed" in sent.text
    foreign = browser.post(path, data={"reason": "free"}, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    assert everything(quick_office.site.engine) == before


@pytest.mark.parametrize("action", ["", "/waive", "/note", "/send"])
def test_what_is_elsewhere_or_nowhere_is_the_one_404(quick_office: Office, action: str) -> None:
    browser = quick_office.browser(FINANCE)
    nothing = browser.get("/nothing")
    own = form_at(browser.get(f"/periods/{quick_office.late}"), "/waive")
    before = everything(quick_office.site.engine)
    for name in (quick_office.elsewhere, uuid4(), "x", str(quick_office.late).upper(), f"{{{quick_office.late}}}"):
        path = f"/periods/{name}{action}"
        answer = browser.post(path, data={**own, "reason": "x", "answer": "x"}) if action else browser.get(path)
        assert (answer.status_code, answer.text) == (404, nothing.text)
    assert everything(quick_office.site.engine) == before


@pytest.mark.parametrize("action", ["waive", "note", "send"])
def test_operations_looks_and_does_not_act(quick_office: Office, action: str) -> None:
    drafted(quick_office)
    browser = quick_office.browser(OPERATIONS)
    page = browser.get(f"/periods/{quick_office.late}")
    assert page.status_code == 200
    assert form_at(page, f"/{action}") == {}
    assert "Send it to" not in page.text
    posted = browser.post(f"/periods/{quick_office.late}/{action}", data={"reason": "x", "answer": "x"})
    assert (posted.status_code, posted.text) == (404, browser.get("/nothing").text)


def test_another_workspaces_finance_acts_there_only(quick_office: Office) -> None:
    assert send(quick_office, "waive", OLGA, quick_office.elsewhere, reason="Free.").status_code == 303
    assert quick_office.browser(OLGA).get(f"/periods/{quick_office.late}").status_code == 404


def test_what_was_typed_runs_nowhere(quick_office: Office) -> None:
    send(quick_office, "note", answer="<script>alert(1)</script>\u202e{{ 7*7 }}")
    page = quick_office.browser(FINANCE).get(f"/periods/{quick_office.late}").text
    assert "<script" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page
