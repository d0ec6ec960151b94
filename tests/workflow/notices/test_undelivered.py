"""An address that refuses mail: others hear of it, what was asked there goes on, and no letter about it ever loops."""

import pytest
from pendulum import DateTime
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person, a_policy
from tests.workflow.walking import Team, open_one, say, seat_of, told
from workflow.due import next_due
from workflow.events.event import Event
from workflow.notices.notice import Delivery, Kind, Notice
from workflow.notices.outbox import Claimed, begin_attempt, claim, mark_refused, mark_sent
from workflow.notices.posting import ToTell, post
from workflow.notices.undelivered import tell_others
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.reviews.reseat_due import reseat
from workflow.reviews.review import Review

GONE = "550 5.1.1 no such user"
PART = "20261207T090000"


@pytest.fixture
def review(session: Session, acme: Workspace, team: Team) -> Review:
    """Return a review on whose finance seat Ana sits."""
    return open_one(session, acme)


def hand_out(session: Session, *refusing: str, now: DateTime = NOW) -> None:
    """Deliver all that is due to a mail server that refuses these addresses for good."""
    emails = {one.id: one.email for one in session.scalars(select(Person))}
    for one in claim(session, now, now, 1000):
        ours = begin_attempt(session, one, now)
        assert ours is not None
        address = emails[one.person_id] if one.person_id else one.address
        if address in refusing:
            mark_refused(session, ours, now, now, GONE)
        else:
            mark_sent(session, ours, now, now, "told")
    session.commit()


def carry_on(session: Session, *refusing: str, now: DateTime = NOW, fallback: str = "") -> None:
    """Deliver, tell, pass seats on, until nothing is due."""
    policy = a_policy(admin={"fallback_contact": fallback})
    for _ in range(20):
        hand_out(session, *refusing, now=now)
        done = tell_others(session, now, policy).done + reseat(session, now).done
        session.commit()
        if not done:
            return
    pytest.fail("it never ends")


def undelivered(session: Session) -> list[tuple[str, str | None]]:
    """Give the part and the reader of each letter about what was refused."""
    rows = session.execute(
        select(Notice.part, Person.email, Notice.address)
        .outerjoin(Person, Person.id == Notice.person_id)
        .where(Notice.kind == Kind.UNDELIVERED)
        .order_by(Notice.id)
    )
    return [(part, email or address) for part, email, address in rows]


def sits(session: Session, review: Review, role: str = "finance") -> str | None:
    seat = seat_of(session, review, role)
    return session.scalar(select(Person.email).where(Person.id == seat.person_id))


def test_the_seat_goes_to_the_next_person_and_the_admin_hears_once(
    session: Session, review: Review, team: Team
) -> None:
    a_person(session, "amy@example.com", "finance")
    carry_on(session, "ana@example.com")
    assert sits(session, review) == "amy@example.com"
    assert (f"handed@{PART}", "amy@example.com") in told(session, "opened", review.id)
    assert undelivered(session) == [(PART, "ada@example.com")]
    handed = session.scalars(select(Event.why).where(Event.kind == "assignment.handed")).all()
    assert handed == ["The mail server refuses mail to Ana."]


def test_a_refused_notice_is_not_tried_again_and_says_why(session: Session, review: Review, team: Team) -> None:
    hand_out(session, "ana@example.com")
    assert next_due(session) == NOW
    notice = session.scalars(select(Notice).where(Notice.person_id == team.ana.id)).one()
    assert (notice.state, notice.problem, notice.attempts) == (Delivery.FAILED, GONE, 1)
    event = session.scalars(select(Event).where(Event.kind == "notice.failed")).one()
    assert (event.about, event.why) == (f"notice:{notice.key}", GONE)
    assert claim(session, NOW.add(hours=1), NOW.add(hours=1), 10) == []


def test_with_nobody_else_the_seat_stays_and_is_tried_at_the_next_rung(
    session: Session, review: Review, team: Team
) -> None:
    carry_on(session, "ana@example.com")
    assert sits(session, review) == "ana@example.com"
    assert undelivered(session) == [(PART, "ada@example.com")]
    post(session, [ToTell(review.workspace_id, Kind.RUNG, review.id, "reminder", NOW, team.ana.id)])
    carry_on(session)
    session.refresh(team.ana)
    assert (team.ana.mail_refused_at, team.ana.mail_refusal) == (None, None)


def test_two_people_who_are_refused_do_not_pass_a_seat_to_and_fro(session: Session, review: Review, team: Team) -> None:
    a_person(session, "amy@example.com", "finance")
    carry_on(session, "ana@example.com", "amy@example.com")
    assert sits(session, review) == "amy@example.com"
    assert [reader for _, reader in undelivered(session)] == ["ada@example.com"] * 2


def test_whoever_mail_reaches_is_picked_first(session: Session, acme: Workspace, team: Team) -> None:
    amy = a_person(session, "zoe@example.com", "finance")
    team.ana.mail_refused_at = NOW
    session.flush()
    assert seat_of(session, open_one(session, acme), "finance").person_id == amy.id
    amy.mail_refused_at = NOW
    session.flush()
    assert seat_of(session, open_one(session, acme, number="B-2"), "finance").person_id == team.ana.id


def test_an_admin_who_is_refused_is_followed_by_the_next(session: Session, review: Review, team: Team) -> None:
    carry_on(session)
    say(session, review, team.ana, "flag")
    abe = a_person(session, "abe@example.com", "admin")
    carry_on(session, "ada@example.com")
    assert sits(session, review, "admin") == abe.email
    assert (f"handed@{PART}", abe.email) in told(session, "opened", review.id)
    assert undelivered(session) == [(PART, abe.email)]


def test_where_every_admin_is_refused_the_last_resort_hears_of_each(
    session: Session, review: Review, team: Team
) -> None:
    a_person(session, "abe@example.com", "admin")
    everybody = ("ana@example.com", "ada@example.com", "abe@example.com")
    carry_on(session, *everybody, fallback="cfo@example.com")
    readers = [reader for _, reader in undelivered(session)]
    assert readers == ["abe@example.com", "ada@example.com", "cfo@example.com", "cfo@example.com"]
    carry_on(session, *everybody, "cfo@example.com", now=NOW.add(hours=1), fallback="cfo@example.com")
    assert len(undelivered(session)) == 4


def test_where_everybody_is_refused_it_ends(session: Session, review: Review, team: Team) -> None:
    people = [one.email for one in session.scalars(select(Person))]
    carry_on(session, *people, "cfo@example.com", fallback="cfo@example.com")
    states = set(session.scalars(select(Notice.state)))
    assert states == {Delivery.FAILED}
    assert sits(session, review) == "ana@example.com"


def test_what_an_address_of_nobody_here_missed_is_told_to_finance_and_admins(
    session: Session, review: Review, team: Team
) -> None:
    carry_on(session)
    post(session, [ToTell(review.workspace_id, Kind.RELEASED, review.id, "1", NOW, address="ap@example.com")])
    carry_on(session, "ap@example.com")
    notice = session.scalars(select(Notice).where(Notice.kind == Kind.RELEASED)).one()
    part = notice.id.hex
    assert undelivered(session) == [(part, "ada@example.com"), (part, "ana@example.com")]
    data = session.scalars(select(Notice.data).where(Notice.kind == Kind.UNDELIVERED)).first()
    assert data == {"address": "ap@example.com", "kind": "released", "problem": GONE}


def test_of_a_last_call_that_was_refused_the_admins_hear(session: Session, review: Review, team: Team) -> None:
    carry_on(session)
    post(session, [ToTell(review.workspace_id, Kind.RUNG, review.id, "final_call", NOW, address="cfo@example.com")])
    carry_on(session, "cfo@example.com")
    assert [reader for _, reader in undelivered(session)] == ["ada@example.com"]


def test_many_refusals_of_one_person_are_one_letter(session: Session, review: Review, team: Team) -> None:
    its = [ToTell(review.workspace_id, Kind.DECIDED, review.id, str(n), NOW, team.ana.id) for n in range(5)]
    post(session, its)
    carry_on(session, "ana@example.com")
    assert undelivered(session) == [(PART, "ada@example.com")]


def test_a_person_whom_mail_reached_meanwhile_is_not_told_of(session: Session, review: Review, team: Team) -> None:
    hand_out(session, "ana@example.com")
    session.execute(update(Person).values(mail_refused_at=None))
    tell_others(session, NOW, a_policy())
    assert undelivered(session) == []


def test_whose_lease_was_taken_over_changes_nothing(session: Session, review: Review, team: Team) -> None:
    def ours(wall: DateTime) -> list[Claimed]:
        return [one for one in claim(session, NOW, wall, 10) if one.person_id == team.ana.id]

    (early,) = ours(NOW)
    (late,) = ours(NOW.add(minutes=2))
    mark_refused(session, early, NOW, NOW, GONE)
    session.refresh(team.ana)
    assert team.ana.mail_refused_at is None
    mark_refused(session, late, NOW, NOW, GONE)
    session.refresh(team.ana)
    assert team.ana.mail_refused_at == NOW
