"""Approving several together: only what is clean, only what was looked through, each decided by itself."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from httpx import Client, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.forms import forms_of
from tests.factories import Opened
from tests.web.admins import a_clean_review, escalate
from tests.web.office import ADMIN, FINANCE, OLGA, Office, form_at
from tests.web.site import everything, ticks
from web.pages.inbox import form_id
from web.pages.member import member_of
from workflow.decisions.decision import Decision
from workflow.invoices.invoice import Invoice
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.reviews.review import Assignment, Review


def tick(browser: Client, seats: Sequence[object]) -> Response:
    """Tick these tasks in the inbox and send its form."""
    form = form_at(browser.get("/"), "/approve")
    return browser.post("/approve", data={**form, "task": [f"{one}" for one in seats]})


def confirm(browser: Client, page: Response, **fields: object) -> Response:
    """Send the form of the page that lists what was ticked."""
    values = [value for name, value in hidden(page) if name == "task"]
    form = {"csrf": dict(hidden(page)).get("csrf", ""), "task": values, "attest": ticks("finance"), **fields}
    return browser.post("/approve/confirmed", data=form)


def hidden(page: Response) -> list[tuple[str, str]]:
    """Read the hidden fields of the form that confirms."""
    return [
        field
        for form in forms_of(page.text, str(page.url))
        if form.action.endswith("/confirmed")
        for field in form.standing
    ]


def own_key(office: Office, email: str) -> str:
    """Make the key of the form that somebody without any task never sees."""
    with Session(office.site.engine) as session:
        person = session.scalars(select(Person).where(Person.email == email)).one()
        me = member_of(session, person, f"the cookie of {email}")
        return me.key(office.site.desk, form_id(me))


def decided(office: Office) -> set[UUID]:
    """Give the seats that were answered."""
    with Session(office.site.engine) as session:
        return set(session.scalars(select(Decision.assignment_id)))


def two(office: Office) -> tuple[Opened, Opened]:
    """Open two clean reviews."""
    return a_clean_review(office, "NEAT-1"), a_clean_review(office, "NEAT-2", "1000.00")


def test_only_clean_ones_can_be_ticked_and_none_is(office: Office) -> None:
    one, other = two(office)
    page = office.browser(FINANCE).get("/").text
    assert page.count('type="checkbox"') == 2
    assert f'value="{one.seats["finance"]}"' in page
    assert f'value="{other.seats["finance"]}"' in page
    assert " checked" not in page


def test_what_was_ticked_is_listed_once_more_with_its_sum_and_decides_nothing(office: Office) -> None:
    one, other = two(office)
    browser = office.browser(FINANCE)
    form = form_at(browser.get("/"), "/approve")
    before = everything(office.site.engine)
    page = browser.post("/approve", data={**form, "task": [str(x.seats["finance"]) for x in (one, other)]})
    assert page.status_code == 200
    assert "Approve 2 invoices" in page.text
    assert "€5,233.62" in page.text
    assert page.text.count("Taxes and the billing entity are as expected.") == 1
    assert " checked" not in page.text
    assert everything(office.site.engine) == before


def test_confirmed_each_is_an_answer_of_its_own(office: Office) -> None:
    one, other = two(office)
    browser = office.browser(FINANCE)
    done = confirm(browser, tick(browser, [one.seats["finance"], other.seats["finance"]]))
    assert done.status_code == 200
    assert "2 approved" in done.text
    assert decided(office) == {one.seats["finance"], other.seats["finance"]}
    with Session(office.site.engine) as session:
        answers = session.scalars(select(Decision)).all()
    assert {(answer.answer, answer.known_by, len(answer.shown)) for answer in answers} == {("approve", "cookie", 64)}
    assert all(answer.attested == ticks("finance") for answer in answers)


def test_what_changed_meanwhile_is_left_out_and_said(office: Office) -> None:
    one, other = two(office)
    browser = office.browser(FINANCE)
    page = tick(browser, [one.seats["finance"], other.seats["finance"]])
    with Session(office.site.engine) as session:
        session.scalars(select(Invoice).where(Invoice.number == "NEAT-2")).one().revision = 2
        session.commit()
    done = confirm(browser, page)
    assert "1 approved, 1 not" in done.text
    assert "A newer version of the invoice has arrived." in done.text
    assert decided(office) == {one.seats["finance"]}


def test_what_was_not_shown_is_not_approved(quick_office: Office) -> None:
    one = a_clean_review(quick_office, "NEAT-1")
    browser = quick_office.browser(FINANCE)
    page = tick(browser, [one.seats["finance"]])
    done = confirm(browser, page, task=[f"{one.seats['finance']}:{'0' * 64}"])
    assert "It changed since you looked at it" in done.text
    assert "None approved" in done.text
    assert not decided(quick_office)


def test_every_statement_has_to_be_ticked(quick_office: Office) -> None:
    one = a_clean_review(quick_office, "NEAT-1")
    browser = quick_office.browser(FINANCE)
    again = confirm(browser, tick(browser, [one.seats["finance"]]), attest=ticks("finance")[:1])
    assert again.status_code == 422
    assert "Tick each statement" in again.text
    assert again.text.count(" checked") == 1
    assert not decided(quick_office)


@pytest.mark.parametrize("why", ["finding", "disputed", "waits", "dear", "admin", "unknown"])
def test_what_asks_to_be_looked_at_is_refused_however_it_is_sent(quick_office: Office, why: str) -> None:
    one = a_clean_review(quick_office, "NEAT-1", "9000.00" if why == "dear" else "2400.00")
    seat: object = one.seats["finance"]
    if why == "finding":
        seat = quick_office.site.opened.seats["finance"]
    if why == "disputed":
        quick_office.write(Review, one.review_id, state="disputed")
    if why == "waits":
        quick_office.write(Review, one.review_id, waits_since=quick_office.site.clock.now)
    if why == "admin":
        escalate(quick_office, one)
        with Session(quick_office.site.engine) as session:
            seat = session.scalars(select(Assignment.id).where(Assignment.role == "admin")).one()
    if why == "unknown":
        seat = "no-id"
    browser = quick_office.browser(ADMIN if why == "admin" else FINANCE)
    inbox = browser.get("/")
    form = form_at(inbox, "/approve") or {
        "csrf": dict(form_at(quick_office.browser(FINANCE).get("/"), "/approve")).get("csrf", "")
    }
    sent = {**form, "task": f"{seat}:{'0' * 64}", "attest": [*ticks("finance"), *ticks("admin")]}
    listed = browser.post("/approve", data=sent)
    assert "These will be approved" not in listed.text
    browser.post("/approve/confirmed", data=sent)
    assert not decided(quick_office)


def test_a_stranger_another_form_and_another_workspace_decide_nothing(quick_office: Office) -> None:
    one = a_clean_review(quick_office, "NEAT-1")
    mine = quick_office.browser(FINANCE)
    page = tick(mine, [one.seats["finance"]])
    before = everything(quick_office.site.engine)
    sent = {"task": dict(hidden(page))["task"], "attest": ticks("finance"), "csrf": dict(hidden(page))["csrf"]}
    stranger = quick_office.site.browser()
    for path in ("/approve", "/approve/confirmed"):
        assert stranger.post(path, data=sent).status_code == 303
        assert mine.post(path, data={**sent, "csrf": "made up"}).status_code == 403
        assert mine.get(path).status_code == 405
    assert everything(quick_office.site.engine) == before
    olga = quick_office.browser(OLGA)
    for path in ("/approve", "/approve/confirmed"):
        refused = olga.post(path, data={**sent, "csrf": own_key(quick_office, OLGA)})
        assert refused.status_code == 422
        assert "NEAT-1" not in refused.text
    quick_office.write(Workspace, one.workspace_id, active=False)
    assert mine.post("/approve/confirmed", data=sent).status_code == 422
    assert not decided(quick_office)
