"""Context for a period: operations adds it before or during the review, and finance reads it without asking."""

from typing import Any
from uuid import UUID, uuid4

import lxml.html
import pytest
from httpx import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.web.office import ADMIN, FINANCE, OLGA, OPERATIONS, Office, form_at
from tests.web.site import everything
from workflow.decisions.gathering import case_files
from workflow.events.event import Event
from workflow.periods.period import BillingPeriod, PeriodNote

TEXT = "Black Friday call-back, Nov 23 to 30."
FILLED = {"kind": "campaign", "context": TEXT}


def words(page: Response) -> str:
    """Give the text of a page on one line."""
    document: Any = lxml.html.fromstring(page.text)
    return " ".join(document.xpath("//main")[0].text_content().split())


def send(office: Office, email: str = OPERATIONS, period: UUID | None = None, **fields: Any) -> Response:
    """Fill the form in and send it."""
    browser, path = office.browser(email), f"/periods/{period or office.invoiced}"
    standing = form_at(browser.get(path), "/context")
    return browser.post(f"{path}/context", data={**standing, **FILLED, **fields})


def notes(office: Office) -> list[PeriodNote]:
    """Read every note."""
    with Session(office.site.engine) as session:
        return list(session.scalars(select(PeriodNote)))


def test_what_operations_says_stands_on_the_period_and_on_the_review(office: Office) -> None:
    shown = case_of(office)
    assert send(office).status_code == 303
    said = f"Operations Person, Mon, Dec 7, 2026, 10:00 AM Berlin time {TEXT}"
    assert f"Campaign · {said}" in words(office.browser(FINANCE).get(f"/periods/{office.invoiced}"))
    review = words(office.site.known("finance").get(office.site.page("finance")))
    assert f"What operations says {TEXT} Campaign · Operations Person" in review
    assert case_of(office) == shown
    with Session(office.site.engine) as session:
        happened = session.scalars(select(Event).where(Event.kind == "period.noted")).one()
    assert (happened.actor, happened.data) == (OPERATIONS, {"kind": "campaign", "text": TEXT})


def case_of(office: Office) -> str:
    """Give the hash of what the review shows."""
    with Session(office.site.engine) as session:
        review_id = office.site.opened.review_id
        return case_files(session, [review_id])[review_id].shown


@pytest.mark.parametrize("email", [OPERATIONS, FINANCE, ADMIN])
@pytest.mark.parametrize("state", ["open", "awaiting_invoice", "late", "invoiced"])
def test_whoever_answers_for_anything_here_adds_it_before_and_during_the_review(
    quick_office: Office, email: str, state: str
) -> None:
    quick_office.write(BillingPeriod, quick_office.invoiced, state=state)
    assert send(quick_office, email).status_code == 303
    assert [note.text for note in notes(quick_office)] == [TEXT]


@pytest.mark.parametrize("state", ["reviewed", "waived", "history"])
def test_once_nobody_is_asked_any_more_there_is_no_form(quick_office: Office, state: str) -> None:
    browser, path = quick_office.browser(OPERATIONS), f"/periods/{quick_office.invoiced}"
    form = form_at(browser.get(path), "/context")
    quick_office.write(BillingPeriod, quick_office.invoiced, state=state)
    refused = browser.post(f"{path}/context", data={**form, **FILLED})
    assert refused.status_code == 409
    assert "This period is settled" in refused.text
    assert f"What you had written, to copy {TEXT}" in words(refused)
    assert form_at(browser.get(path), "/context") == {}
    assert notes(quick_office) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": ""}, "Choose what it is"),
        ({"kind": "waiver"}, "Choose what it is"),
        ({"context": " \n "}, "Write down what happened"),
        ({"context": "x" * 2001}, "more than 2000 characters"),
    ],
)
def test_what_is_missing_or_too_long_is_refused_and_kept(
    quick_office: Office, fields: dict[str, Any], said: str
) -> None:
    refused = send(quick_office, **fields)
    assert refused.status_code == 422
    assert said in refused.text
    page: Any = lxml.html.fromstring(refused.text)
    typed = {**FILLED, **fields}
    assert page.xpath("//textarea[@name='context']")[0].text.strip() == typed["context"].strip()
    assert page.xpath("//input[@name='kind'][@checked]/@value") == (
        [typed["kind"]] if typed["kind"] == "campaign" else []
    )
    assert notes(quick_office) == []


def test_two_thousand_characters_are_enough(quick_office: Office) -> None:
    assert send(quick_office, context="x" * 2000).status_code == 303


def test_only_the_own_form_counts(quick_office: Office) -> None:
    for csrf in ("", "x"):
        assert send(quick_office, csrf=csrf).status_code == 403
    assert notes(quick_office) == []


def test_what_is_elsewhere_or_nowhere_is_the_one_404(quick_office: Office) -> None:
    browser = quick_office.browser(OPERATIONS)
    nothing, form = browser.get("/nothing").text, form_at(browser.get(f"/periods/{quick_office.late}"), "/context")
    before = everything(quick_office.site.engine)
    for name in (quick_office.elsewhere, uuid4(), "x"):
        answer = browser.post(f"/periods/{name}/context", data={**form, **FILLED})
        assert (answer.status_code, answer.text) == (404, nothing)
    assert everything(quick_office.site.engine) == before
    assert send(quick_office, OLGA, quick_office.elsewhere).status_code == 303


def test_looking_changes_nothing(quick_office: Office) -> None:
    browser = quick_office.browser(OPERATIONS)
    before = everything(quick_office.site.engine)
    browser.get(f"/periods/{quick_office.invoiced}")
    assert browser.get(f"/periods/{quick_office.invoiced}/context").status_code == 405
    assert everything(quick_office.site.engine) == before
