"""The ladder of a review: whoever must hear of it does, once, and in time."""

import pytest
from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_person
from tests.workflow.walking import Team, every, history, open_all, open_one, say, states, told
from workflow.notices.notice import Notice
from workflow.people.workspace import Workspace
from workflow.reviews.ladder import climb
from workflow.reviews.review import AccessLink, Assignment, PlannedRung, Review

ANA, OMAR, ADA, BEA = "ana@example.com", "omar@example.com", "ada@example.com", "bea@example.com"
REMINDER, WARNING, ESCALATION, FINAL = (NOW.set(day=day, hour=13) for day in (9, 10, 11, 14))
DECIDE_BY = NOW.set(day=15, hour=13)


@pytest.fixture
def bea(session: Session) -> None:
    a_person(session, BEA, "admin")


def run(session: Session, now: DateTime) -> int:
    done = climb(session, now).done
    session.commit()
    session.expire_all()
    return done


def told_at(session: Session, moment: DateTime) -> list[tuple[str, str]]:
    """Take what is due and give who was newly told of which rung."""
    before = told(session, "rung")
    run(session, moment)
    return [one for one in told(session, "rung") if one not in before]


def rungs(session: Session, review: Review) -> dict[str, str]:
    planned = session.scalars(select(PlannedRung).where(PlannedRung.review_id == review.id).order_by(PlannedRung.at))
    return {rung.rung: rung.state for rung in planned}


@pytest.mark.usefixtures("review", "bea")
def test_each_rung_has_its_readers(session: Session) -> None:
    assert told_at(session, REMINDER.subtract(seconds=1)) == []
    assert told_at(session, REMINDER) == [("reminder", ANA), ("reminder", OMAR)]
    assert told_at(session, WARNING) == [("warning", ANA), ("warning", OMAR)]
    assert told_at(session, ESCALATION) == [("escalation", ADA)]
    assert told_at(session, FINAL) == [("final_call", ADA), ("final_call", BEA)]
    assert told_at(session, DECIDE_BY) == []
    assert told_at(session, DECIDE_BY.add(days=1)) == [("overdue@2026-12-16", ADA), ("overdue@2026-12-16", BEA)]


def test_only_whoever_has_not_answered_is_reminded(session: Session, team: Team, review: Review) -> None:
    say(session, review, team.ana, "approve")
    assert told_at(session, REMINDER) == [("reminder", OMAR)]


def test_however_often_it_is_looked_at_each_rung_is_told_once(session: Session, review: Review) -> None:
    for moment in (ESCALATION, ESCALATION, FINAL, FINAL):
        run(session, moment)
    assert told(session, "rung", review.id) == [
        ("escalation", ADA),
        ("final_call", ADA),
        ("warning", ANA),
        ("warning", OMAR),
    ]
    assert history(session, f"review:{review.id}").count("rung.escalation") == 1


def test_the_escalation_opens_the_admins_seat_for_the_one_who_is_picked(session: Session, review: Review) -> None:
    run(session, ESCALATION)
    assert states(session, review) == ("open", {"finance": "open", "operations": "open", "admin": "open"})
    seat = session.scalars(select(Assignment).where(Assignment.role == "admin")).one()
    assert history(session, f"assignment:{seat.id}") == ["assignment.open"]


@pytest.mark.usefixtures("bea")
def test_every_admin_who_is_called_has_a_link_of_their_own(session: Session, review: Review) -> None:
    run(session, FINAL)
    seat = session.scalars(select(Assignment).where(Assignment.role == "admin")).one()
    links = every(session, AccessLink, review_id=review.id, assignment_id=seat.id)
    assert len({link.person_id for link in links.values()}) == 2


@pytest.mark.usefixtures("review", "bea")
def test_the_final_call_finds_the_seat_that_is_there(session: Session) -> None:
    run(session, ESCALATION)
    run(session, FINAL)
    assert len(session.scalars(select(Assignment).where(Assignment.role == "admin")).all()) == 1


@pytest.mark.usefixtures("team", "bea")
def test_when_both_fall_at_the_opening_the_picked_admin_gets_one_mail(session: Session, acme: Workspace) -> None:
    open_one(session, acme, due_on="2026-12-01")
    assert told_at(session, NOW) == [("escalation", ADA), ("final_call", BEA)]


@pytest.mark.usefixtures("team", "bea")
def test_escalations_go_round_to_the_admin_who_has_least(session: Session, acme: Workspace) -> None:
    open_all(session, acme, [a_document(f"A-{n}") for n in range(4)])
    run(session, ESCALATION)
    picked = [reader for part, reader in told(session, "rung") if part == "escalation"]
    assert picked == [ADA, ADA, BEA, BEA]


@pytest.mark.usefixtures("team")
def test_an_admin_who_sits_on_another_seat_is_picked_last(session: Session, acme: Workspace) -> None:
    a_person(session, "abe@example.com", "admin", "finance")
    acme.people = {"finance": ["abe@example.com"]}
    open_one(session, acme)
    assert ("escalation", ADA) in told_at(session, ESCALATION)


def test_being_overdue_is_told_once_a_business_day_until_it_is_settled(
    session: Session, team: Team, review: Review
) -> None:
    run(session, FINAL)
    days = [told_at(session, DECIDE_BY.add(days=day)) for day in range(1, 7)]
    parts = [[part for part, _ in told_of] for told_of in days]
    assert parts == [
        ["overdue@2026-12-16"],
        ["overdue@2026-12-17"],
        ["overdue@2026-12-18"],
        [],
        [],
        ["overdue@2026-12-21"],
    ]
    say(session, review, team.ada, "approve", DECIDE_BY.add(days=6))
    assert told_at(session, DECIDE_BY.add(days=7)) == []


@pytest.mark.usefixtures("review")
def test_looked_at_twice_a_day_being_overdue_is_told_once(session: Session) -> None:
    run(session, FINAL)
    assert told_at(session, DECIDE_BY.add(days=1)) == [("overdue@2026-12-16", ADA)]
    assert told_at(session, DECIDE_BY.add(days=1, hours=5)) == []


@pytest.mark.usefixtures("bea")
def test_after_an_outage_each_reader_hears_the_newest_only(session: Session, review: Review) -> None:
    assert told_at(session, DECIDE_BY.add(days=3)) == [
        ("escalation", ADA),
        ("overdue@2026-12-18", BEA),
        ("warning", ANA),
        ("warning", OMAR),
    ]
    # rung names are unique but for overdue, of which the newest is the one that comes next
    assert rungs(session, review) == {
        "reminder": "dropped",
        "warning": "done",
        "escalation": "done",
        "final_call": "dropped",
        "overdue": "planned",
    }


@pytest.mark.usefixtures("team")
def test_a_batch_that_ends_within_a_review_still_tells_each_reader_once(
    session: Session, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.reviews.ladder.BATCH", 3)
    open_all(session, acme, [a_document(f"A-{n}", due_on="2026-12-01") for n in range(2)])
    while run(session, NOW):
        pass
    assert told(session, "rung") == [("escalation", ADA), ("escalation", ADA)]


def test_a_settled_review_climbs_no_more(session: Session, team: Team, review: Review) -> None:
    for person in (team.ana, team.omar):
        say(session, review, person, "approve")
    assert told_at(session, DECIDE_BY.add(days=9)) == []
    assert set(rungs(session, review).values()) == {"cancelled"}


def test_a_rung_that_was_left_planned_on_a_settled_review_is_cancelled(session: Session, review: Review) -> None:
    review.state = "withdrawn"
    session.commit()
    assert told_at(session, FINAL) == []
    assert rungs(session, review)["final_call"] == "cancelled"


def test_timeouts_approve_nothing(session: Session, review: Review) -> None:
    for day in range(60):
        run(session, NOW.add(days=day))
    assert states(session, review) == ("open", {"finance": "open", "operations": "open", "admin": "open"})


def test_a_disputed_review_goes_on_climbing(session: Session, team: Team, review: Review) -> None:
    say(session, review, team.ana, "flag")
    assert told_at(session, FINAL) == [("escalation", ADA), ("warning", OMAR)]


def test_history_says_what_was_planned_and_what_became_of_it(session: Session, review: Review) -> None:
    run(session, ESCALATION)
    kinds = history(session, f"review:{review.id}")
    assert kinds == ["review.open", "rung.reminder", "rung.warning", "rung.escalation"]


@pytest.mark.usefixtures("review")
def test_with_no_admin_at_all_nobody_is_called_and_the_ladder_goes_on(session: Session, team: Team) -> None:
    team.ada.active = False
    session.commit()
    assert told_at(session, FINAL) == [("warning", ANA), ("warning", OMAR)]


@pytest.mark.usefixtures("review")
def test_a_notice_is_due_at_once(session: Session) -> None:
    run(session, REMINDER)
    notice = session.scalars(select(Notice).where(Notice.kind == "rung").limit(1)).one()
    assert (notice.posted_at, notice.next_try_at, notice.state) == (REMINDER, REMINDER, "due")
