"""An invoice that changes after it was asked about or approved: a re-issue, a revision, a void."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_policy
from tests.workflow.walking import Team, every, open_all, open_one, say, states, told
from workflow.decisions.gathering import case_files
from workflow.invoices.invoice import Revision
from workflow.notices.notice import Kind, Notice
from workflow.people.workspace import Workspace
from workflow.reviews.opening import open_reviews
from workflow.reviews.review import Review

OLD, NEW = "CAL-2026-11", "CAL-2026-11-R"
AP = "ap@example.com"


def reissued(number: str = NEW, **changes: Any) -> Any:
    return a_document(number, "3500.00", **{"corrects": OLD, "issued_on": "2026-12-03", **changes})


def approve(session: Session, review: Review, team: Team) -> None:
    for person in (team.ana, team.omar):
        say(session, review, person, "approve")


def whys(session: Session, kind: str) -> set[str]:
    return {data["why"] for data in session.scalars(select(Notice.data).where(Notice.kind == kind))}


@pytest.mark.usefixtures("team")
def test_a_reissue_withdraws_the_open_review_and_opens_its_own(session: Session, acme: Workspace) -> None:
    first = open_one(session, acme)
    (second,) = open_all(session, acme, [reissued()])
    assert (states(session, first)[0], states(session, second)[0]) == ("withdrawn", "open")
    assert whys(session, Kind.WITHDRAWN) == {f"The vendor re-issued invoice {OLD} as {NEW}, which is a new review."}


@pytest.mark.usefixtures("team")
def test_its_review_shows_what_is_different(session: Session, acme: Workspace) -> None:
    open_one(session, acme)
    (second,) = open_all(session, acme, [reissued()])
    (facts,) = case_files(session, [second.id])[second.id].invoices
    assert facts.replaced
    assert facts.replaced.number == OLD
    assert {"number", "corrects", "issued_on", "lines[2].amount", "total"} <= {one.place for one in facts.changes}


@pytest.mark.usefixtures("team")
def test_a_new_revision_shows_what_is_different(session: Session, acme: Workspace) -> None:
    open_one(session, acme)
    second = open_one(session, acme, due_on="2026-12-31")
    (facts,) = case_files(session, [second.id])[second.id].invoices
    assert [(one.place, one.before, one.now) for one in facts.changes] == [("due_on", "2026-12-18", "2026-12-31")]


@pytest.mark.usefixtures("team")
def test_a_first_version_shows_no_difference(session: Session, review: Review) -> None:
    (facts,) = case_files(session, [review.id])[review.id].invoices
    assert (facts.replaced, facts.changes) == (None, ())


@pytest.mark.usefixtures("team")
def test_when_both_come_at_once_only_the_later_one_is_asked_about(session: Session, acme: Workspace) -> None:
    (only,) = open_all(session, acme, [reissued(), a_document()])
    assert case_files(session, [only.id])[only.id].numbers == (NEW,)


@pytest.mark.usefixtures("team")
def test_two_that_name_each_other_do_not_both_vanish(session: Session, acme: Workspace) -> None:
    a, b = a_document("A", corrects="B"), a_document("B", corrects="A")
    assert len(open_all(session, acme, [a, b])) == 1


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    "other",
    [
        {"kind": "credit_note"},
        {"issued_on": "2026-11-30"},
        {"issued_on": None},
        {"seller": {"name": "Somebody else", "tax_id": "XX1"}},
    ],
    ids=["credit note", "issued before", "no date", "another seller"],
)
def test_what_is_no_reissue_stands_beside_the_invoice(session: Session, acme: Workspace, other: dict[str, Any]) -> None:
    first = open_one(session, acme)
    assert len(open_all(session, acme, [reissued(**other)])) == 1
    assert states(session, first)[0] == "open"


@pytest.mark.usefixtures("team")
def test_a_void_reissue_replaces_nothing(session: Session, acme: Workspace) -> None:
    first = open_one(session, acme)
    assert open_all(session, acme, [reissued(status="void")]) == []
    assert states(session, first)[0] == "open"


def test_whoever_approved_hears_of_a_later_change_and_accounts_payable_too(
    session: Session, acme: Workspace, team: Team
) -> None:
    first = open_one(session, acme)
    approve(session, first, team)
    open_one(session, acme, due_on="2026-12-31")
    assert told(session, Kind.CHANGED, first.id) == [("2", team.ana.email), ("2", AP), ("2", team.omar.email)]


def test_whoever_approved_hears_of_a_void(session: Session, acme: Workspace, team: Team) -> None:
    first = open_one(session, acme)
    approve(session, first, team)
    open_all(session, acme, [a_document(status="void")])
    assert whys(session, Kind.CHANGED) == {f"The vendor voided invoice {OLD}."}


def test_whoever_approved_hears_of_a_reissue(session: Session, acme: Workspace, team: Team) -> None:
    first = open_one(session, acme)
    approve(session, first, team)
    open_all(session, acme, [reissued()])
    (newest,) = (one for one in every(session, Revision).values() if one.document["number"] == NEW)
    assert (newest.id.hex, AP) in told(session, Kind.CHANGED, first.id)
    assert states(session, first)[0] == "approved"


def test_nobody_hears_of_a_change_before_it_was_approved(session: Session, acme: Workspace, team: Team) -> None:
    first = open_one(session, acme)
    say(session, first, team.ana, "approve")
    open_one(session, acme, due_on="2026-12-31")
    assert told(session, Kind.CHANGED) == []


def test_a_second_change_is_told_once_more(session: Session, acme: Workspace, team: Team) -> None:
    first = open_one(session, acme)
    approve(session, first, team)
    for due_on in ("2026-12-31", "2027-01-15"):
        open_one(session, acme, due_on=due_on)
    assert {part for part, _ in told(session, Kind.CHANGED, first.id)} == {"2", "3"}


@pytest.mark.usefixtures("team")
def test_when_the_reissue_is_voided_the_first_one_is_asked_about_again(session: Session, acme: Workspace) -> None:
    first = open_one(session, acme)
    (second,) = open_all(session, acme, [reissued()])
    assert open_all(session, acme, [reissued(status="void")]) == []
    assert open_reviews(session, NOW, a_policy()).done == 1
    (third,) = every(session, Review, state="open").values()
    assert [states(session, one)[0] for one in (first, second)] == ["withdrawn", "withdrawn"]
    assert case_files(session, [third.id])[third.id].numbers == (OLD,)


def test_what_had_been_approved_is_asked_about_again_when_its_reissue_is_voided(
    session: Session, acme: Workspace, team: Team
) -> None:
    """Accounts payable was told to wait for a new approval."""
    first = open_one(session, acme)
    approve(session, first, team)
    open_all(session, acme, [reissued()])
    open_all(session, acme, [reissued(status="void")])
    open_reviews(session, NOW, a_policy())
    (again,) = every(session, Review, state="open").values()
    assert case_files(session, [again.id])[again.id].numbers == (OLD,)
    assert states(session, first)[0] == "approved"


def test_what_had_been_rejected_stays_so_when_its_reissue_is_voided(
    session: Session, acme: Workspace, team: Team
) -> None:
    first = open_one(session, acme)
    say(session, first, team.ana, "flag")
    say(session, first, team.ada, "reject")
    open_all(session, acme, [reissued()])
    open_all(session, acme, [reissued(status="void")])
    assert open_reviews(session, NOW, a_policy()).done == 0
    assert states(session, first)[0] == "rejected"


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("taken_back", [{"status": "void"}, {"status": "draft"}, {"status": "void", "corrects": None}])
def test_one_that_was_replaced_before_it_was_asked_about_stands_again(
    session: Session, acme: Workspace, taken_back: dict[str, Any]
) -> None:
    open_all(session, acme, [a_document(), reissued()])
    open_all(session, acme, [reissued(**taken_back)])
    open_reviews(session, NOW, a_policy())
    (again,) = every(session, Review, state="open").values()
    assert case_files(session, [again.id])[again.id].numbers == (OLD,)
