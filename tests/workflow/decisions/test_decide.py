"""One person's answer on a seat: what it does, and when it is refused and changes nothing."""

from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_link, a_person, a_policy
from tests.workflow.walking import (
    Team,
    a_period,
    an_answer,
    every,
    history,
    open_all,
    open_one,
    say,
    seat_of,
    states,
    take_in,
    told,
)
from workflow.base import new_id
from workflow.decisions.decide import (
    AlreadyAnswered,
    Changed,
    Conflict,
    Incomplete,
    NotAllowed,
    Refused,
    ReviewSettled,
    decide,
)
from workflow.decisions.decision import Decision
from workflow.events.event import Event
from workflow.notices.notice import Notice
from workflow.people.person import Person, RoleHolder
from workflow.people.workspace import Workspace
from workflow.reviews.ladder import climb
from workflow.reviews.review import AccessLink, Assignment, PlannedRung, Review

PEOPLE = {"finance": "ana", "operations": "omar", "admin": "ada"}


def put(session: Session, team: Team, review: Review, state: str, seats: tuple[str, ...]) -> None:
    """Put the review and its seats (finance, operations, admin) into states."""
    if len(seats) > len(PEOPLE) - 1:
        seat = Assignment(
            id=new_id(),
            workspace_id=review.workspace_id,
            review_id=review.id,
            role="admin",
            person_id=team.ada.id,
            state="open",
            opened_at=NOW,
        )
        session.add(seat)
        session.flush()
        a_link(session, seat, team.ada.id)
    review.state = state
    for role, its_state in zip(PEOPLE, seats, strict=False):
        seat_of(session, review, role).state = its_state
    session.commit()


def refused(session: Session, review: Review, person: Person, kind: type[Refused], answer: str, **changes: Any) -> str:
    """Let a person answer, see it refused and nothing changed; gives what the person is told."""
    given = an_answer(session, review, person, answer, **changes)
    before = states(session, review), len(every(session, Event)), len(every(session, Notice))
    with pytest.raises(kind) as caught:
        decide(session, given, NOW)
    session.rollback()
    assert not every(session, Decision)
    assert (states(session, review), len(every(session, Event)), len(every(session, Notice))) == before
    return str(caught.value)


@pytest.mark.parametrize(
    ("state", "seats", "role", "answer", "to", "seats_after"),
    [
        # one approval waits for the other
        ("open", ("open", "open"), "finance", "approve", "open", ("approved", "open")),
        ("open", ("open", "open"), "operations", "approve", "open", ("open", "approved")),
        # both approvals approve
        ("open", ("approved", "open"), "operations", "approve", "approved", ("approved", "approved")),
        # and close the admin's seat, if an escalation had opened it
        ("open", ("approved", "open", "open"), "operations", "approve", "approved", ("approved",) * 2 + ("cancelled",)),
        # a flag disputes, opens the admin's seat, and leaves the other answerable
        ("open", ("open", "open"), "finance", "flag", "disputed", ("flagged", "open", "open")),
        ("open", ("approved", "open"), "operations", "flag", "disputed", ("approved", "flagged", "open")),
        ("open", ("open", "open", "open"), "finance", "flag", "disputed", ("flagged", "open", "open")),
        # in a dispute the reviewers' answers are taken and settle nothing
        ("disputed", ("flagged", "open", "open"), "operations", "approve", "disputed", ("flagged", "approved", "open")),
        ("disputed", ("flagged", "open", "open"), "operations", "flag", "disputed", ("flagged", "flagged", "open")),
        # the admin settles, which closes the open seats
        ("disputed", ("flagged", "open", "open"), "admin", "approve", "approved", ("flagged", "cancelled", "approved")),
        ("disputed", ("flagged", "open", "open"), "admin", "reject", "rejected", ("flagged", "cancelled", "rejected")),
        ("open", ("open", "open", "open"), "admin", "approve", "approved", ("cancelled", "cancelled", "approved")),
        ("open", ("approved", "open", "open"), "admin", "reject", "rejected", ("approved", "cancelled", "rejected")),
    ],
)
def test_an_answer(
    session: Session,
    team: Team,
    review: Review,
    *,
    state: str,
    seats: tuple[str, ...],
    role: str,
    answer: str,
    to: str,
    seats_after: tuple[str, ...],
) -> None:
    put(session, team, review, state, seats)
    say(session, review, getattr(team, PEOPLE[role]), answer)
    assert states(session, review) == (to, dict(zip(PEOPLE, seats_after, strict=False)))
    settled = to in {"approved", "rejected"}
    assert (review.settled_at is not None) is settled
    assert ("planned" in {rung.state for rung in every(session, PlannedRung).values()}) is not settled


@pytest.mark.parametrize(
    ("state", "seats", "role", "answer", "kind"),
    [
        # a seat has one answer
        ("open", ("approved", "open"), "finance", "flag", AlreadyAnswered),
        ("disputed", ("flagged", "open", "open"), "finance", "approve", AlreadyAnswered),
        # a settled review takes none, whatever settled it
        ("approved", ("approved", "approved"), "finance", "approve", ReviewSettled),
        ("rejected", ("open", "cancelled", "rejected"), "finance", "approve", ReviewSettled),
        ("withdrawn", ("cancelled", "cancelled"), "operations", "flag", ReviewSettled),
        ("approved", ("cancelled", "cancelled", "approved"), "admin", "reject", ReviewSettled),
        # each role has its answers
        ("open", ("open", "open"), "finance", "reject", Incomplete),
        ("open", ("open", "open"), "operations", "", Incomplete),
        ("open", ("open", "open", "open"), "admin", "flag", Incomplete),
    ],
)
def test_an_answer_is_refused(
    session: Session,
    team: Team,
    review: Review,
    *,
    state: str,
    seats: tuple[str, ...],
    role: str,
    answer: str,
    kind: type[Refused],
) -> None:
    put(session, team, review, state, seats)
    refused(session, review, getattr(team, PEOPLE[role]), kind, answer)


def test_the_three_conflicts_are_conflicts() -> None:
    assert all(issubclass(kind, Conflict) for kind in (Changed, AlreadyAnswered, ReviewSettled))
    assert not issubclass(Incomplete, Conflict)
    assert not issubclass(NotAllowed, Conflict)


def test_to_approve_every_statement_must_be_attested(session: Session, team: Team, review: Review) -> None:
    told_why = refused(session, review, team.ana, Incomplete, "approve", attested=("components", "taxes"))
    assert told_why.endswith("The billing period and the payment status are clear.")


@pytest.mark.parametrize("reason", [None, "", " \n\t"])
def test_to_flag_a_reason_is_needed(session: Session, team: Team, review: Review, reason: str | None) -> None:
    assert "Say why" in refused(session, review, team.ana, Incomplete, "flag", reason=reason)


def test_to_flag_nothing_need_be_attested(session: Session, team: Team, review: Review) -> None:
    say(session, review, team.ana, "flag", attested=())
    assert states(session, review)[0] == "disputed"


def test_a_reason_has_an_end(session: Session, team: Team, review: Review) -> None:
    assert "too long" in refused(session, review, team.ana, Incomplete, "flag", reason="x" * 4001)


def test_what_was_on_the_screen_must_be_what_is_asked(session: Session, team: Team, review: Review) -> None:
    assert "changed" in refused(session, review, team.ana, Changed, "approve", shown="0" * 64)


def test_a_newer_revision_refuses_the_answer_before_its_review_is_opened(
    session: Session, acme: Workspace, team: Team, review: Review
) -> None:
    take_in(session, acme, a_document(voice="1.00"))
    refused(session, review, team.ana, Changed, "approve")


def test_a_link_is_for_one_person(session: Session, team: Team, review: Review) -> None:
    for other in (team.omar, team.ada, team.eve):
        refused(session, review, team.ana, NotAllowed, "approve", person_id=other.id)


def test_who_no_longer_holds_the_role_may_not_answer(session: Session, team: Team, review: Review) -> None:
    session.execute(delete(RoleHolder).where(RoleHolder.person_id == team.ana.id))
    session.commit()
    assert "no longer hold" in refused(session, review, team.ana, NotAllowed, "approve")


def test_who_holds_it_for_other_workspaces_only_may_not_answer(
    session: Session, team: Team, review: Review, acme: Workspace
) -> None:
    acme.people = {"finance": ["somebody@example.com"]}
    session.commit()
    assert "no longer hold" in refused(session, review, team.ana, NotAllowed, "approve")


def test_only_what_the_checklist_asks_is_kept_as_attested(session: Session, team: Team, review: Review) -> None:
    ticked = an_answer(session, review, team.ana, "approve").attested
    say(session, review, team.ana, "approve", attested=(*ticked, "\0", "x" * 9_000))
    assert session.scalars(select(Decision.attested)).one() == list(ticked)


def test_who_was_deactivated_may_not_answer(session: Session, team: Team, review: Review) -> None:
    team.ana.active = False
    session.commit()
    refused(session, review, team.ana, NotAllowed, "approve")


def test_whose_seat_was_handed_over_may_not_answer(session: Session, team: Team, review: Review) -> None:
    seat_of(session, review, "finance").person_id = a_person(session, "amy@example.com", "finance").id
    session.commit()
    assert "handed to somebody else" in refused(session, review, team.ana, NotAllowed, "approve")


def both_seats(session: Session, acme: Workspace, **policy: Any) -> tuple[Review, Person, Any]:
    """Let Ana sit on finance and, by a link, on the admin's seat, and answer the first."""
    ana = a_person(session, "ana@example.com", "finance", "admin")
    a_person(session, "omar@example.com", "operations")
    (review,) = open_all(session, acme, [a_document()], policy=a_policy(**policy))
    finance = an_answer(session, review, ana, "approve")
    climb(session, NOW.add(days=5))
    decide(session, finance, NOW)
    session.commit()
    seat = seat_of(session, review, "admin")
    link = session.scalars(select(AccessLink.id).where(AccessLink.assignment_id == seat.id)).one()
    settle = {"link_id": link, "attested": ("period_and_payment", "unusual_charges")}
    return review, ana, type(finance)(**{**vars(finance), **settle})


def test_nobody_answers_two_seats_of_one_review(session: Session, acme: Workspace) -> None:
    review, _, second = both_seats(session, acme)
    a_person(session, "bea@example.com", "admin")
    with pytest.raises(NotAllowed, match="a second person"):
        decide(session, second, NOW)
    assert states(session, review)[0] == "open"


def test_unless_policy_allows_it(session: Session, acme: Workspace) -> None:
    review, _, second = both_seats(session, acme, allow_same_person=True)
    decide(session, second, NOW)
    assert states(session, review)[0] == "approved"


def test_the_decision_keeps_what_was_seen_and_how_the_person_was_known(
    session: Session, team: Team, review: Review
) -> None:
    given = an_answer(session, review, team.ana, "flag", reason="  Too high.\x00 ", known_by="cookie")
    decide(session, given, NOW)
    session.commit()
    kept = session.scalars(select(Decision)).one()
    assert (kept.person_id, kept.answer, kept.reason) == (team.ana.id, "flag", "Too high.")
    assert (kept.shown, kept.known_by, kept.at) == (given.shown, "cookie", NOW)
    assert kept.attested == list(given.attested)


def test_history_says_who_answered(session: Session, team: Team, review: Review) -> None:
    say(session, review, team.ana, "flag")
    seat = seat_of(session, review, "finance")
    event = session.scalars(select(Event).where(Event.about == f"assignment:{seat.id}")).one()
    assert (event.kind, event.actor) == ("assignment.flagged", "ana@example.com")
    assert event.data["known_by"] == "code"
    assert history(session, f"review:{review.id}") == ["review.open", "review.disputed"]


def test_a_flag_tells_the_admin_who_is_picked(session: Session, team: Team, review: Review) -> None:
    say(session, review, team.ana, "flag", reason="Too high.")
    assert ("flag", "ada@example.com") in told(session, "opened", review.id)
    letter = session.scalars(select(Notice).where(Notice.part == "flag")).one()
    assert letter.data == {"reason": "Too high.", "by": "Ana"}


def test_a_second_flag_opens_no_second_admins_seat(session: Session, team: Team, review: Review) -> None:
    for person in (team.ana, team.omar):
        say(session, review, person, "flag")
    assert len(every(session, Assignment)) == 3


def test_everybody_who_was_asked_is_told_but_for_who_just_answered(
    session: Session, team: Team, review: Review
) -> None:
    say(session, review, team.ana, "flag")
    say(session, review, team.ada, "approve")
    assert told(session, "decided", review.id) == [("1", "ana@example.com"), ("1", "omar@example.com")]


def test_an_approved_invoice_is_released_to_accounts_payable(session: Session, team: Team, review: Review) -> None:
    say(session, review, team.ana, "approve")
    assert told(session, "released") == []
    say(session, review, team.omar, "approve")
    assert told(session, "released", review.id) == [("1", "ap@example.com")]


def test_a_rejected_one_is_not(session: Session, team: Team, review: Review) -> None:
    say(session, review, team.ana, "flag")
    say(session, review, team.ada, "reject")
    assert told(session, "released") == []


def test_without_an_ap_contact_nobody_is_written_to(session: Session, acme: Workspace, team: Team) -> None:
    acme.ap_contact = None
    review = open_one(session, acme)
    for person in (team.ana, team.omar):
        say(session, review, person, "approve")
    assert told(session, "released") == []


def test_any_admin_who_was_called_may_settle_and_takes_the_seat(session: Session, team: Team, review: Review) -> None:
    bea = a_person(session, "bea@example.com", "admin")
    climb(session, NOW.add(days=9))
    session.commit()
    picked = seat_of(session, review, "admin").person_id
    say(session, review, bea, "approve")
    seat = seat_of(session, review, "admin")
    event = session.scalars(select(Event).where(Event.kind == "assignment.approved")).one()
    assert (seat.person_id, picked) == (bea.id, team.ada.id)
    assert event.data["instead_of"] == str(team.ada.id)


def test_a_period_is_reviewed_when_all_its_reviews_are_settled(session: Session, acme: Workspace, team: Team) -> None:
    start = NOW.set(month=11, day=1, hour=0)
    november = a_period(session, acme, start, start.add(months=1))
    seen = []
    for review in open_all(session, acme, [a_document("A-1"), a_document("A-2")]):
        for person in (team.ana, team.omar):
            say(session, review, person, "approve")
        session.refresh(november)
        seen.append(november.state)
    assert seen == ["invoiced", "reviewed"]
