"""Where the vendor charges a card, all invoices of a period are one question; it is asked anew when one more comes."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_person, a_policy, a_workspace
from tests.workflow.walking import Team, a_period, a_team, every, open_all, say, states, told
from workflow.base import new_id
from workflow.decisions.gathering import case_files
from workflow.events.event import Event
from workflow.health.gathering import handled_in
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.invoice import Invoice, Revision
from workflow.notices.notice import Notice
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod
from workflow.reviews.courses import Opening
from workflow.reviews.entries import Entry
from workflow.reviews.explaining import find_review
from workflow.reviews.opening import open_reviews
from workflow.reviews.review import Assignment, Review, ReviewedRevision
from workflow.reviews.standing import standing

ANA, OMAR = "ana@example.com", "omar@example.com"
TOMORROW = NOW.add(days=1)


@pytest.fixture
def team(session: Session) -> Team:
    return a_team(session)


@pytest.fixture
def acme(session: Session) -> Workspace:
    """Return a customer that pays by card."""
    return a_workspace(session, collection="automatic")


@pytest.fixture
def november(session: Session, acme: Workspace) -> BillingPeriod:
    start = NOW.set(month=11, day=1, hour=0)
    return a_period(session, acme, start, start.add(months=1))


def card(number: str, **changes: Any) -> InvoiceDocument:
    """Make an invoice that was charged to a card: it states no due date."""
    return a_document(number, due_on=None, **changes)


def numbers(session: Session, review: Review) -> list[str]:
    its = select(Invoice.number).join(ReviewedRevision, ReviewedRevision.invoice_id == Invoice.id)
    return sorted(session.scalars(its.where(ReviewedRevision.review_id == review.id)))


def three(session: Session, acme: Workspace) -> Review:
    (review,) = open_all(session, acme, [card("A"), card("B"), card("C")])
    return review


def about_nothing(opening: Opening, entry: Entry) -> dict[str, UUID]:
    """Give a row that the database refuses: there is no such revision."""
    return {"review_id": opening.review_id, "revision_id": new_id(), "invoice_id": entry.invoice.id}


def sitting(session: Session, review: Review) -> dict[str, UUID | None]:
    rows = session.execute(select(Assignment.role, Assignment.person_id).where(Assignment.review_id == review.id))
    return dict(rows.all())


@pytest.mark.usefixtures("team")
def test_all_invoices_of_a_period_are_one_question(session: Session, acme: Workspace, november: BillingPeriod) -> None:
    review = three(session, acme)
    assert numbers(session, review) == ["A", "B", "C"]
    assert review.period_id == november.id
    assert told(session, "opened", review.id) == [("1", ANA), ("1", OMAR)]
    (listed,) = standing(session)["reviews"]
    assert listed["numbers"] == ["A", "B", "C"]
    assert all(find_review(session, f"acme:{number}") == review for number in "ABC")


@pytest.mark.usefixtures("november", "team")
def test_the_first_that_is_to_be_decided_counts_and_is_named(session: Session, acme: Workspace) -> None:
    documents = [card("A", issued_on="2026-12-03"), card("B", issued_on="2026-12-01"), card("C")]
    (review,) = open_all(session, acme, documents)
    assert review.payment_because.startswith("invoice B, the first of 3 to be decided: charged by card")
    assert review.payment_deadline == NOW.set(day=15, hour=13)


@pytest.mark.usefixtures("november", "team")
def test_one_alone_is_not_said_to_be_the_first(session: Session, acme: Workspace) -> None:
    (review,) = open_all(session, acme, [card("A")])
    assert review.payment_because.startswith("charged by card")


@pytest.mark.usefixtures("november", "team")
def test_one_more_is_asked_about_with_the_others_in_one_new_question(session: Session, acme: Workspace) -> None:
    first = three(session, acme)
    (second,) = open_all(session, acme, [card("D")], TOMORROW)
    assert states(session, first) == ("withdrawn", {"finance": "cancelled", "operations": "cancelled"})
    assert states(session, second)[0] == "open"
    assert numbers(session, second) == ["A", "B", "C", "D"]
    assert {one.state for one in every(session, Revision).values()} == {"under_review"}


@pytest.mark.usefixtures("november")
def test_whoever_is_asked_anew_gets_one_letter_which_says_why(session: Session, acme: Workspace, team: Team) -> None:
    a_person(session, "abe@example.com", "finance")  # was asked for less, and would be picked
    first = three(session, acme)
    sat = sitting(session, first)
    (second,) = open_all(session, acme, [card("D")], TOMORROW)
    assert sitting(session, second) == sat
    assert told(session, "withdrawn") == []
    opened = session.scalars(select(Notice).where(Notice.about == second.id, Notice.kind == "opened")).all()
    (instead,) = {one.data["instead"] for one in opened}
    assert instead.startswith("Invoice D came for the same billing period; they are reviewed together. This review")
    (event,) = session.scalars(select(Event).where(Event.about == f"review:{second.id}", Event.kind == "review.open"))
    assert event.data["instead_of"] == [str(first.id)]
    assert team.omar.id in sat.values()


@pytest.mark.usefixtures("november")
def test_whoever_is_not_asked_anew_hears_that_it_was_withdrawn(session: Session, acme: Workspace, team: Team) -> None:
    first = three(session, acme)
    team.ana.active = False
    abe = a_person(session, "abe@example.com", "finance")
    (second,) = open_all(session, acme, [card("D")], TOMORROW)
    assert sitting(session, second) == {"finance": abe.id, "operations": team.omar.id}
    assert told(session, "withdrawn", first.id) == [("1", ANA)]


@pytest.mark.usefixtures("november")
def test_what_was_settled_stays_so(session: Session, acme: Workspace, team: Team) -> None:
    first = three(session, acme)
    for person in (team.ana, team.omar):
        say(session, first, person, "approve")
    (second,) = open_all(session, acme, [card("D")], TOMORROW)
    assert states(session, first)[0] == "approved"
    assert numbers(session, second) == ["D"]


@pytest.mark.usefixtures("november")
def test_what_is_disputed_stays_with_its_admin(session: Session, acme: Workspace, team: Team) -> None:
    first = three(session, acme)
    say(session, first, team.ana, "flag")
    (second,) = open_all(session, acme, [card("D")], TOMORROW)
    assert states(session, first)[0] == "disputed"
    assert numbers(session, second) == ["D"]


@pytest.mark.usefixtures("team")
def test_one_answer_settles_all_and_closes_the_period(
    session: Session, acme: Workspace, team: Team, november: BillingPeriod
) -> None:
    review = three(session, acme)
    say(session, review, team.ana, "approve")
    session.refresh(november)
    assert november.state == "invoiced"
    say(session, review, team.omar, "approve")
    session.refresh(november)
    assert (review.state, november.state) == ("approved", "reviewed")
    assert told(session, "released", review.id) == [("1", "ap@example.com")]


@pytest.mark.usefixtures("november")
def test_the_health_report_counts_one_question(session: Session, acme: Workspace, team: Team) -> None:
    review = three(session, acme)
    for person in (team.ana, team.omar):
        say(session, review, person, "approve")
    (handled,) = handled_in(session, [acme], ["2026-12"], NOW.add(days=20))[acme.id]
    assert handled.numbers == ("A", "B", "C")


@pytest.mark.usefixtures("november", "team")
def test_a_void_among_them_takes_only_itself_out(session: Session, acme: Workspace, november: BillingPeriod) -> None:
    first = three(session, acme)
    (second,) = open_all(session, acme, [card("B", status="void")], TOMORROW)
    assert states(session, first)[0] == "withdrawn"
    assert numbers(session, second) == ["A", "C"]
    assert told(session, "withdrawn") == []
    session.refresh(november)
    assert november.state == "invoiced"


@pytest.mark.usefixtures("team")
def test_a_void_of_the_last_one_closes_the_period(session: Session, acme: Workspace, november: BillingPeriod) -> None:
    (first,) = open_all(session, acme, [card("A")])
    assert open_all(session, acme, [card("A", status="void")], TOMORROW) == []
    session.refresh(november)
    assert (states(session, first)[0], november.state) == ("withdrawn", "reviewed")
    assert told(session, "withdrawn", first.id) == [("1", ANA), ("1", OMAR)]


@pytest.mark.usefixtures("november", "team")
def test_a_changed_one_is_asked_about_in_its_new_revision(session: Session, acme: Workspace) -> None:
    three(session, acme)
    (second,) = open_all(session, acme, [card("B", voice="3700.00")], TOMORROW)
    (case,) = case_files(session, [second.id]).values()
    assert [(one.document.number, one.revision) for one in case.invoices] == [("A", 1), ("B", 2), ("C", 1)]
    assert all(one.is_newest for one in case.invoices)


@pytest.mark.usefixtures("november", "team")
def test_a_reissue_stands_for_what_it_corrects(session: Session, acme: Workspace) -> None:
    first = three(session, acme)
    (second,) = open_all(session, acme, [card("E", corrects="B")], TOMORROW)
    assert numbers(session, second) == ["A", "C", "E"]
    assert states(session, first)[0] == "withdrawn"


@pytest.mark.usefixtures("november", "team")
def test_and_what_it_corrects_stands_again_once_it_is_void(session: Session, acme: Workspace) -> None:
    three(session, acme)
    open_all(session, acme, [card("E", corrects="B")], TOMORROW)
    open_all(session, acme, [card("E", corrects="B", status="void")], TOMORROW)
    open_reviews(session, TOMORROW, a_policy())
    (last,) = session.scalars(select(Review).where(Review.state == "open"))
    assert numbers(session, last) == ["A", "B", "C"]


@pytest.mark.usefixtures("november")
def test_two_that_change_after_approval_are_told_of_both(session: Session, acme: Workspace, team: Team) -> None:
    first = three(session, acme)
    for person in (team.ana, team.omar):
        say(session, first, person, "approve")
    open_all(session, acme, [card("A", voice="1.00"), card("B", voice="2.00")], TOMORROW)
    assert [reader for _, reader in told(session, "changed", first.id)].count(ANA) == 2


@pytest.mark.usefixtures("november", "team")
def test_while_the_new_question_cannot_be_asked_the_old_one_stands(
    session: Session, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = three(session, acme)
    monkeypatch.setattr("workflow.reviews.courses.earliest_deadline", None)
    assert open_all(session, acme, [card("B", status="void")], TOMORROW) == []
    assert states(session, first)[0] == "open"


@pytest.mark.usefixtures("november", "team")
def test_what_could_not_be_written_waits_with_all_that_it_was_about(
    session: Session, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    three(session, acme)
    monkeypatch.setattr("workflow.reviews.opening._reviewed_row", about_nothing)
    assert open_all(session, acme, [card("D")], TOMORROW) == []
    monkeypatch.undo()
    assert {one.state for one in every(session, Revision).values()} == {"examined"}
    assert open_reviews(session, TOMORROW.add(minutes=15), a_policy()).done == 4
    (last,) = session.scalars(select(Review).where(Review.state == "open"))
    assert numbers(session, last) == ["A", "B", "C", "D"]


@pytest.mark.usefixtures("november", "team")
def test_currencies_may_be_mixed(session: Session, acme: Workspace) -> None:
    (review,) = open_all(session, acme, [card("A"), card("B", currency="USD")])
    assert case_files(session, [review.id])[review.id].total is None


@pytest.mark.usefixtures("team")
def test_what_belongs_to_no_period_is_reviewed_alone(session: Session, acme: Workspace) -> None:
    assert len(open_all(session, acme, [card("A"), card("B")])) == 2


@pytest.mark.usefixtures("november", "team")
def test_policy_may_ask_about_each_alone(session: Session, acme: Workspace) -> None:
    policy = a_policy(workspaces={"acme": {"covers": "invoice"}})
    assert len(open_all(session, acme, [card("A"), card("B")], policy=policy)) == 2


@pytest.mark.usefixtures("team")
def test_and_about_all_of_a_period_where_the_company_pays(session: Session) -> None:
    other = a_workspace(session, "other")
    start = NOW.set(month=11, day=1, hour=0)
    a_period(session, other, start, start.add(months=1))
    policy = a_policy(covers={"invoice": "period"})
    assert len(open_all(session, other, [a_document("A"), a_document("B")], policy=policy)) == 1


@pytest.mark.usefixtures("november", "team")
def test_once_policy_asks_about_each_alone_what_is_left_of_a_question_is_asked_so(
    session: Session, acme: Workspace
) -> None:
    three(session, acme)
    policy = a_policy(workspaces={"acme": {"covers": "invoice"}})
    opened = open_all(session, acme, [card("B", voice="3700.00")], TOMORROW, policy)
    assert sorted(number for review in opened for number in numbers(session, review)) == ["A", "B", "C"]
    assert len(opened) == 3
