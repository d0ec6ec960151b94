"""What an admin does about the vendor: asking, noting, waiting; each verb on both databases."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_person, a_policy
from tests.workflow.walking import Team, every, history, open_all, say, seat_of, states, told
from workflow.decisions.decide import Conflict, Incomplete, NotAllowed
from workflow.decisions.gathering import case_files
from workflow.disputes.dispute import Dispute
from workflow.events.event import Event
from workflow.handling.at_seat import AtSeat, at_seat
from workflow.handling.vendor_asking import ask_vendor, await_correction, note_answer, stop_waiting
from workflow.notices.notice import Notice
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.reviews.disputed import DisputeFacts
from workflow.reviews.ladder import climb
from workflow.reviews.review import AccessLink, PlannedRung, Review

FLAG = "Twice the minutes of October."
LATER = NOW.add(days=1)


def at(session: Session, review: Review, person: Person) -> AtSeat:
    """Put a person at their newest seat."""
    links = select(AccessLink.id).where(AccessLink.review_id == review.id, AccessLink.person_id == person.id)
    link = session.scalars(links.order_by(AccessLink.id.desc()).limit(1)).one()
    return at_seat(session, link, person.id)


def flagged(session: Session, team: Team, review: Review) -> AtSeat:
    """Let Ana flag; gives Ada at the admin's seat."""
    say(session, review, team.ana, "flag", reason=FLAG)
    return at(session, review, team.ada)


def dispute(session: Session, review: Review) -> DisputeFacts:
    """Read what is disputed."""
    found = case_files(session, [review.id])[review.id].dispute
    assert found
    return found


def rungs(session: Session, review: Review) -> dict[str, str]:
    """Give the state of each rung by name."""
    return {one.rung: one.state for one in every(session, PlannedRung, review_id=review.id).values()}


def by_itself(session: Session, acme: Workspace) -> Review:
    """Open a review under a policy by which the vendor is written to without a click."""
    (review,) = open_all(session, acme, [a_document()], policy=a_policy(vendor_mail="send"))
    return review


def test_the_first_flag_opens_the_dispute_and_plans_the_notice(session: Session, team: Team, review: Review) -> None:
    flagged(session, team, review)
    found = dispute(session, review)
    assert (found.state, found.reason, found.by, found.letter_by) == ("flagged", FLAG, "Ana", date(2026, 12, 17))
    assert rungs(session, review)["vendor_notice"] == "planned"
    assert told(session, "dispute") == []


def test_a_second_flag_leaves_it_as_it_is(session: Session, team: Team, review: Review) -> None:
    flagged(session, team, review)
    say(session, review, team.omar, "flag", reason="Mine too.")
    assert [one.reason for one in every(session, Dispute).values()] == [FLAG]


def test_asking_writes_to_the_vendor_and_waits(session: Session, team: Team, review: Review) -> None:
    ask_vendor(session, flagged(session, team, review), NOW)
    found = dispute(session, review)
    assert (found.state, found.asked_at, review.waits_since) == ("asked", NOW, NOW)
    (notice,) = every(session, Notice, kind="dispute").values()
    assert (notice.key, notice.address) == (
        f"dispute:{review.id}:asked@20261207T090000:-",
        "billing@vendor.example",
    )
    assert notice.data == {"reply_to": ["ana@example.com"]}
    assert rungs(session, review) == {
        "reminder": "dropped",
        "warning": "dropped",
        "escalation": "planned",
        "final_call": "planned",
        "overdue": "planned",
        "vendor_notice": "cancelled",
    }


def test_history_says_who_asked(session: Session, team: Team, review: Review) -> None:
    ask_vendor(session, flagged(session, team, review), NOW)
    (row,) = every(session, Dispute).values()
    assert history(session, f"dispute:{row.id}") == ["dispute.flagged", "dispute.asked"]
    event = session.scalars(select(Event).where(Event.kind == "dispute.asked")).one()
    assert (event.actor, event.why) == ("ada@example.com", "Ada asked the vendor")


def test_without_an_address_it_says_where_to_set_one(
    session: Session, acme: Workspace, team: Team, review: Review
) -> None:
    acme.vendor_support = None
    with pytest.raises(Conflict, match="Set vendor_support in its"):
        ask_vendor(session, flagged(session, team, review), NOW)


def test_once_a_day_is_enough(session: Session, team: Team, review: Review) -> None:
    admin = flagged(session, team, review)
    ask_vendor(session, admin, NOW)
    with pytest.raises(Conflict, match="asked today already"):
        ask_vendor(session, admin, NOW.add(hours=5))
    ask_vendor(session, admin, LATER)
    second = session.scalars(select(Notice).where(Notice.kind == "dispute").order_by(Notice.id.desc())).first()
    assert second
    assert second.data["before"] == NOW.to_iso8601_string()


def test_only_an_admin_asks(session: Session, team: Team, review: Review) -> None:
    flagged(session, team, review)
    reviewer = at(session, review, team.omar)
    with pytest.raises(NotAllowed, match="Flag the invoice"):
        ask_vendor(session, reviewer, NOW)
    with pytest.raises(NotAllowed, match="Flag the invoice"):
        note_answer(session, reviewer, "So.", NOW)


def test_an_admin_may_dispute_what_nobody_flagged(session: Session, team: Team, review: Review) -> None:
    climb(session, NOW.add(days=5))
    admin = at(session, review, team.ada)
    with pytest.raises(Incomplete, match="Nobody has flagged"):
        ask_vendor(session, admin, LATER)
    ask_vendor(session, admin, LATER, "Charged twice.")
    found = dispute(session, review)
    assert (states(session, review)[0], found.state, found.reason) == ("disputed", "asked", "Charged twice.")
    for person in (team.ana, team.omar):
        say(session, review, person, "approve")
    assert states(session, review)[0] == "disputed"


def test_where_policy_says_so_the_flag_itself_asks(session: Session, acme: Workspace, team: Team) -> None:
    review = by_itself(session, acme)
    flagged(session, team, review)
    assert (dispute(session, review).state, review.waits_since) == ("asked", NOW)
    assert told(session, "dispute", review.id) == [("asked@20261207T090000", "billing@vendor.example")]
    assert rungs(session, review)["vendor_notice"] == "cancelled"


def test_but_not_without_an_address(session: Session, acme: Workspace, team: Team) -> None:
    acme.vendor_support = None
    review = by_itself(session, acme)
    flagged(session, team, review)
    assert (dispute(session, review).state, review.waits_since) == ("flagged", None)


def test_an_answer_is_noted_told_and_ends_the_waiting(session: Session, team: Team, review: Review) -> None:
    admin = flagged(session, team, review)
    ask_vendor(session, admin, NOW)
    note_answer(session, admin, " We billed a test\x00 campaign. ", LATER)
    found = dispute(session, review)
    assert (found.state, review.waits_since) == ("answered", None)
    assert [(one.by, one.text, one.at) for one in found.notes] == [("Ada", "We billed a test campaign.", LATER)]
    assert [email for _, email in told(session, "answered", review.id)] == ["ana@example.com", "omar@example.com"]
    assert rungs(session, review)["reminder"] == "planned"


def test_a_second_answer_is_noted_too(session: Session, team: Team, review: Review) -> None:
    admin = flagged(session, team, review)
    for text in ("A credit follows.", "It does not."):
        note_answer(session, admin, text, NOW)
    assert [one.text for one in dispute(session, review).notes] == ["A credit follows.", "It does not."]
    (row,) = every(session, Dispute).values()
    assert history(session, f"dispute:{row.id}") == ["dispute.flagged", "dispute.answered", "dispute.noted"]


def test_a_correction_is_awaited_while_the_payment_clock_runs_on(session: Session, team: Team, review: Review) -> None:
    deadline = review.payment_deadline, review.decide_by
    await_correction(session, flagged(session, team, review), "The tax is to be put right.", NOW)
    assert (dispute(session, review).state, review.waits_since) == ("awaited", NOW)
    assert (review.payment_deadline, review.decide_by) == deadline
    assert rungs(session, review)["escalation"] == "planned"
    assert rungs(session, review)["vendor_notice"] == "planned"


def test_awaiting_twice_is_refused(session: Session, team: Team, review: Review) -> None:
    admin = flagged(session, team, review)
    await_correction(session, admin, "The tax.", NOW)
    with pytest.raises(Conflict, match="awaited already"):
        await_correction(session, admin, "The tax.", NOW)


def test_waiting_can_be_stopped(session: Session, team: Team, review: Review) -> None:
    admin = flagged(session, team, review)
    with pytest.raises(Conflict, match="Nobody waits"):
        stop_waiting(session, admin, "No answer.", NOW)
    await_correction(session, admin, "The tax.", NOW)
    stop_waiting(session, admin, "No answer in a week.", LATER)
    assert review.waits_since is None
    await_correction(session, admin, "They promised again.", LATER)
    assert review.waits_since == LATER


def test_when_nobody_waits_any_longer_whoever_still_answers_hears_so(
    session: Session, team: Team, review: Review
) -> None:
    admin = flagged(session, team, review)
    await_correction(session, admin, "The tax.", NOW)
    stop_waiting(session, admin, "No answer in a week.", NOW.add(days=5))
    assert {email for _, email in told(session, "answered")} == {team.ana.email, team.omar.email}


@pytest.mark.parametrize("verb", [note_answer, await_correction])
def test_words_are_needed(session: Session, team: Team, review: Review, verb: Any) -> None:
    with pytest.raises(Incomplete):
        verb(session, flagged(session, team, review), " \n", NOW)


def test_every_admin_hears_when_the_notice_is_due(session: Session, team: Team, review: Review) -> None:
    flagged(session, team, review)
    due = NOW.set(day=17, hour=13)
    climb(session, due.subtract(seconds=1))
    assert not [part for part, _ in told(session, "rung", review.id) if part == "vendor_notice"]
    climb(session, due)
    assert ("vendor_notice", "ada@example.com") in told(session, "rung", review.id)
    assert rungs(session, review)["vendor_notice"] == "done"


def test_where_the_flag_comes_that_late_who_settles_it_gets_one_mail(
    session: Session, team: Team, review: Review
) -> None:
    a_person(session, "bea@example.com", "admin")
    last_day = NOW.set(day=18, hour=9)
    say(session, review, team.ana, "flag", now=last_day)
    picked = every(session, Person)[seat_of(session, review, "admin").person_id].email
    climb(session, last_day)
    heard = {email for part, email in told(session, "rung", review.id) if part == "vendor_notice"}
    assert heard == {"ada@example.com", "bea@example.com"} - {picked}


@pytest.mark.parametrize(
    ("answer", "more", "outcome"),
    [
        ("approve", {}, ("accepted", "approved as it is", None)),
        ("approve", {"reason": "It was our campaign."}, ("accepted", "It was our campaign.", None)),
        ("reject", {"reason": "Billed twice."}, ("rejected", "Billed twice.", None)),
        (
            "pay_part",
            {"reason": "What was counted.", "amount": Decimal("400.00")},
            ("part_paid", "What was counted.", Decimal("400.00")),
        ),
    ],
)
def test_the_admins_answer_ends_it(
    session: Session, team: Team, review: Review, *, answer: str, more: dict[str, Any], outcome: tuple[Any, ...]
) -> None:
    flagged(session, team, review)
    say(session, review, team.ada, answer, **more)
    found = dispute(session, review)
    assert (found.outcome, found.outcome_why, found.undisputed) == outcome
    assert (found.state, rungs(session, review)["vendor_notice"]) == ("closed", "cancelled")
