"""The page on how invoice review goes: who sees whose, the verdicts in words, the proof, and pictures for everyone."""

from typing import Any

import lxml.html
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from notifications.figures import Figures
from tests.factories import NOW
from tests.web.office import EVE, FINANCE, OLGA, OPERATIONS, Office
from tests.web.site import everything
from tests.workflow.health.handled import a_review, an_invoice, at
from web.templating import page as made
from web.views.bars import BASE, TALLEST, histogram, trend
from web.views.health_report import health_page
from workflow.base import new_id
from workflow.findings.finding import Finding
from workflow.health.answer import percent
from workflow.health.months import months_until
from workflow.health.report import report_of
from workflow.people.workspace import Workspace
from workflow.reviews.review import Review

PATH = "/health"


def text_of(page: str) -> str:
    """Read a page without its marks."""
    found: Any = lxml.html.fromstring(page)
    return " ".join(found.text_content().split())


def settle(office: Office) -> None:
    """Let the one review be approved at last, after its payment deadline."""
    with Session(office.site.engine) as session:
        review = session.scalars(select(Review)).one()
        review.state, review.settled_at = "approved", review.payment_deadline.add(days=3)
        session.commit()
    office.site.clock.now = NOW.add(days=20)


def test_it_measures_what_was_decided_and_names_what_counts_against_it(office: Office) -> None:
    settle(office)
    page = office.browser(FINANCE).get(PATH)
    assert page.status_code == 200
    said = text_of(page.text)
    assert "How invoice review went from January 2026 to December 2026, measured on 1 decided review." in said
    assert "0 of 1 review (0 %) was decided in time." in said
    assert "acme: decided 1 business day after the payment deadline" in said
    assert f'href="/periods/{office.invoiced}"' in page.text


def test_a_person_sees_only_workspaces_in_which_they_hold_a_role(quick_office: Office) -> None:
    settle(quick_office)
    assert "Globex" not in quick_office.browser(OPERATIONS).get(PATH).text
    page = quick_office.browser(OLGA).get(PATH).text
    assert "Acme" not in page
    assert "measured on 0 decided reviews" in text_of(page)


def test_without_a_role_there_is_no_page_and_without_a_name_there_is_the_way_to_sign_in(quick_office: Office) -> None:
    assert quick_office.browser(EVE).get(PATH).status_code == 404
    stranger = quick_office.site.browser().get(PATH)
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/sign-in?next=/health")


def test_looking_changes_nothing(quick_office: Office) -> None:
    settle(quick_office)
    browser = quick_office.browser(FINANCE)
    before = everything(quick_office.site.engine)
    assert browser.get(PATH).status_code == 200
    assert everything(quick_office.site.engine) == before


def test_the_page_needs_no_script_and_no_style_of_its_own(quick_office: Office) -> None:
    settle(quick_office)
    page = quick_office.browser(FINANCE).get(PATH).text
    assert "<script" not in page
    assert "style=" not in page
    assert "<style" not in page


def test_what_is_said_of_a_review_cannot_become_markup(quick_office: Office) -> None:
    settle(quick_office)
    quick_office.write(Workspace, quick_office.acme, name="<b>Acme</b>")
    page = quick_office.browser(FINANCE).get(PATH).text
    assert "&lt;b&gt;Acme" in page
    assert "<b>Acme" not in page


def test_with_nothing_unusual_there_is_no_data_and_the_page_says_so(quick_office: Office) -> None:
    with Session(quick_office.site.engine) as session:
        session.execute(delete(Finding))
        session.commit()
    settle(quick_office)
    assert "No review with anything unusual was decided." in text_of(quick_office.browser(FINANCE).get(PATH).text)


def test_each_question_has_its_pictures_in_words_too() -> None:
    workspace = Workspace(id=new_id(), key="acme", name="Acme")
    reviews = [a_review(at(7), "total_changed"), a_review(at(16), invoices=(an_invoice("usage"),))]
    report = report_of([workspace], {workspace.id: reviews}, months_until("2026-10"))
    schedule, explained, in_time, reconciled = health_page(report, Figures()).cards
    assert [len(card.distributions) for card in (schedule, explained, in_time, reconciled)] == [2, 0, 1, 0]
    assert schedule.trend.words.endswith("October 2026: 50 %. Healthy: 90 %.")
    assert "September 2026: no data" in explained.trend.words
    assert in_time.distributions[0].bars.words.startswith("Business days left before the payment deadline. late: 1, ")


def test_bars_are_as_high_as_what_they_stand_for() -> None:
    few, none, many = histogram("Days", [("0", 1), ("1", 0), ("2", 4)]).bars
    assert [bar.height for bar in (few, none, many)] == [TALLEST // 4, 0, TALLEST]
    assert [bar.above for bar in (few, none, many)] == ["1", "", "4"]
    picture = trend("On schedule", [("2026-09", None), ("2026-10", percent(1, 2))], percent(1, 1))
    assert [(bar.height, bar.above, bar.below) for bar in picture.bars] == [
        (0, "-", "Sep"),
        (TALLEST // 2, "50", "Oct"),
    ]
    assert picture.mark == BASE - TALLEST


def test_without_any_review_every_verdict_is_that_there_is_no_data() -> None:
    workspace = Workspace(id=new_id(), key="acme", name="Acme")
    shown = health_page(report_of([workspace], {}, months_until("2026-10")), Figures())
    assert {said.verdict for line in (*shown.workspaces, *shown.months) for said in line.said} == {"No data"}
    frame = {"name": "Ana", "csrf": "", "here": PATH, "ledger": True, "leads": False}
    assert "No review was decided." in text_of(bytes(made("health.html", frame=frame, health=shown).body).decode())
