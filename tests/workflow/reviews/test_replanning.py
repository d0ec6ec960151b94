"""Open reviews are planned anew when what their plan was computed from has changed; old and new are kept."""

import datetime

import pytest
from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW
from tests.workflow.walking import Team, history, open_one, say, seat_of
from workflow.base import new_id
from workflow.events.event import Event
from workflow.invoices.invoice import Invoice, Revision
from workflow.ladders.rungs import RungState
from workflow.people.workspace import Workspace
from workflow.reviews.ladder import climb
from workflow.reviews.replanning import replan
from workflow.reviews.review import PlannedRung, Review, ReviewedRevision
from workflow.reviews.waiting import begin_waiting, end_waiting

CLOSED = [{"from": "2026-12-14", "until": "2026-12-15", "name": "Stocktaking"}]
DECIDE_BY, WARNING, ESCALATION = (NOW.set(day=day, hour=13) for day in (15, 10, 11))
THEN = NOW.add(hours=1)


def run(session: Session, now: DateTime = THEN) -> int:
    done = replan(session, now).done
    session.commit()
    session.expire_all()
    return done


def close(session: Session, acme: Workspace, review: Review) -> None:
    """Close the company on the last two days of the plan, and mark the review."""
    acme.closures, review.replan_at = CLOSED, NOW
    session.commit()


def ladder(session: Session, review: Review) -> dict[str, tuple[str, str]]:
    """Give the rungs of the present round: the local day and state of each."""
    its = select(PlannedRung).where(PlannedRung.review_id == review.id, PlannedRung.round == review.round)
    return {one.rung: (f"{one.at:%d}", one.state) for one in session.scalars(its.order_by(PlannedRung.at))}


def why(session: Session, review: Review, kind: str) -> Event:
    event = select(Event).where(Event.about == f"review:{review.id}", Event.kind == kind)
    return session.scalars(event).one()


def test_an_added_closure_moves_deadline_and_rungs_of_an_open_review(
    session: Session, acme: Workspace, review: Review
) -> None:
    close(session, acme, review)
    before = {one.id for one in session.scalars(select(PlannedRung))}
    assert run(session) == 1
    assert review.decide_by == NOW.set(day=11, hour=13)
    assert review.payment_deadline == NOW.set(day=18, hour=13)
    assert ladder(session, review) == {
        "reminder": ("07", "planned"),
        "warning": ("08", "planned"),
        "escalation": ("09", "planned"),
        "final_call": ("10", "planned"),
        "overdue": ("16", "planned"),
    }
    assert {one.id for one in session.scalars(select(PlannedRung))} == before
    assert review.replan_at is None


def test_one_event_says_what_was_and_what_is_now(session: Session, acme: Workspace, review: Review) -> None:
    close(session, acme, review)
    run(session)
    event = why(session, review, "review.replanned")
    assert event.actor == "system"
    assert "calendar" in event.why
    assert event.data["decide_by"] == {"old": "2026-12-15T13:00:00Z", "new": "2026-12-11T13:00:00Z"}
    (escalation,) = [one for one in event.data["rungs"] if one["rung"] == "escalation"]
    assert (escalation["old"]["at"], escalation["new"]["at"]) == ("2026-12-11T13:00:00Z", "2026-12-09T13:00:00Z")
    assert "Stocktaking" in event.data["because"]["decide_by"]["new"]


def test_where_nothing_changes_nothing_is_written_but_that_it_was_looked_at(session: Session, review: Review) -> None:
    review.replan_at = NOW
    session.commit()
    before, because = ladder(session, review), review.decide_because
    assert run(session) == 1
    assert (ladder(session, review), review.decide_because) == (before, because)
    assert not session.scalars(select(Review.replan_at)).one()
    assert "review.replanned" not in history(session, f"review:{review.id}")


def test_planned_anew_twice_it_is_told_once(session: Session, acme: Workspace, review: Review) -> None:
    close(session, acme, review)
    run(session)
    review.replan_at = NOW
    session.commit()
    run(session)
    assert history(session, f"review:{review.id}").count("review.replanned") == 1


def test_it_is_planned_anew_when_that_is_due_and_not_before(session: Session, review: Review) -> None:
    review.replan_at = THEN.add(seconds=1)
    session.commit()
    assert run(session) == 0


def test_a_settled_review_only_loses_the_mark(session: Session, acme: Workspace, team: Team, review: Review) -> None:
    for person in (team.ana, team.omar):
        say(session, review, person, "approve")
    close(session, acme, review)
    assert run(session) == 1
    assert (review.replan_at, review.decide_by) == (None, DECIDE_BY)


def test_what_was_told_stays_told(session: Session, acme: Workspace, review: Review) -> None:
    climb(session, WARNING)
    close(session, acme, review)
    run(session, WARNING.add(minutes=1))
    stands = ladder(session, review)
    assert stands["warning"] == ("10", "done")
    assert stands["escalation"] == ("10", "planned")  # its new moment is past, so it is due at once
    assert climb(session, WARNING.add(minutes=2)).done == 1


@pytest.mark.usefixtures("team")
def test_the_earliest_of_several_invoices_counts(session: Session, acme: Workspace) -> None:
    review = open_one(session, acme)
    other = session.scalars(select(Revision)).one()
    number = session.scalars(select(Invoice)).one()
    columns = {one.name: getattr(other, one.name) for one in Revision.__table__.columns}
    earlier = Invoice(id=new_id(), workspace_id=acme.id, seller=number.seller, number="CAL-X", revision=1)
    session.add(earlier)
    session.flush()
    changes = {"id": new_id(), "invoice_id": earlier.id, "due_on": datetime.date(2026, 12, 17)}
    revision = Revision(**{**columns, **changes})
    session.add(revision)
    session.flush()
    session.add(ReviewedRevision(review_id=review.id, revision_id=revision.id, invoice_id=earlier.id))
    review.replan_at = NOW
    session.commit()
    run(session)
    assert review.decide_by == DECIDE_BY.subtract(days=1)
    assert "CAL-X" in review.payment_because


def test_a_review_that_cannot_be_planned_steps_aside_and_is_tried_again(
    session: Session, acme: Workspace, review: Review
) -> None:
    acme.country, review.replan_at = "ZZ", NOW
    session.commit()
    batch = replan(session, THEN)
    assert [one.about for one in batch.troubles] == [f"review:{review.id}"]
    assert (batch.done, review.replan_at) == (0, THEN.add(minutes=15))


def test_what_was_put_off_past_the_new_deadline_is_brought_forward_to_it(
    session: Session, acme: Workspace, review: Review
) -> None:
    finance, operations = seat_of(session, review, "finance"), seat_of(session, review, "operations")
    finance.snoozed_until, operations.snoozed_until = DECIDE_BY, NOW.set(day=9)
    close(session, acme, review)
    run(session)
    assert (finance.snoozed_until, operations.snoozed_until) == (review.decide_by, NOW.set(day=9))
    assert history(session, f"assignment:{finance.id}") == ["assignment.snoozed"]
    assert history(session, f"assignment:{operations.id}") == []


def test_waiting_for_the_vendor_leaves_the_reviewers_alone_and_the_deadline_where_it_is(
    session: Session, review: Review
) -> None:
    begin_waiting(session, review, "asked for a corrected invoice", THEN, "ada@example.com")
    assert review.waits_since == THEN
    assert review.decide_by == DECIDE_BY
    stands = ladder(session, review)
    assert [stands[one][1] for one in ("reminder", "warning", "escalation", "final_call")] == [
        "dropped",
        "dropped",
        "planned",
        "planned",
    ]
    waits = why(session, review, "review.waits")
    assert (waits.why, waits.actor) == ("asked for a corrected invoice", "ada@example.com")


def test_when_the_waiting_ends_what_is_still_to_come_is_planned_again(session: Session, review: Review) -> None:
    begin_waiting(session, review, "asked", THEN)
    end_waiting(session, review, "answered", WARNING.subtract(hours=1))
    stands = ladder(session, review)
    assert stands["reminder"] == ("09", RungState.DROPPED)
    assert stands["warning"] == ("10", RungState.PLANNED)
    assert review.waits_since is None


def test_waiting_twice_is_waiting_once(session: Session, review: Review) -> None:
    for hour in (1, 2):
        begin_waiting(session, review, "asked", NOW.add(hours=hour))
    assert review.waits_since == THEN
    for _ in range(2):
        end_waiting(session, review, "answered", THEN)
    kinds = history(session, f"review:{review.id}")
    assert (kinds.count("review.waits"), kinds.count("review.waited")) == (1, 1)


def test_a_waiting_review_that_is_planned_anew_goes_on_waiting(
    session: Session, acme: Workspace, review: Review
) -> None:
    begin_waiting(session, review, "asked", NOW)
    close(session, acme, review)
    run(session)
    assert ladder(session, review)["reminder"][1] == "dropped"
