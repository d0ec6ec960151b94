"""A mail that comes back after it was taken: what follows from a refusal follows, once, and silences nobody."""

import hashlib

import pendulum
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person, a_policy
from tests.workflow.notices.test_undelivered import PART, carry_on, hand_out, sits, undelivered
from tests.workflow.walking import Team, open_one, say, told
from workflow.due import next_due
from workflow.events.event import Event
from workflow.notices.notice import Delivery, Kind, Notice
from workflow.notices.posting import ToTell, post
from workflow.notices.returning import Returned, claim_mailboxes, store_position, store_returns
from workflow.notices.undelivered import tell_others
from workflow.people.signin import Door, ask_code, digits, verify_code
from workflow.people.workspace import Workspace
from workflow.reviews.reseat_due import reseat
from workflow.reviews.review import Review
from workflow.setup.applied import SourceSetting

ANA = "ana@example.com"
GONE = "550 5.1.1 no such user"


def spelled(key: str) -> str:
    """Spell the Message-ID of a notice."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()}@example.com>"


def to_ana(session: Session, team: Team) -> Notice:
    return session.scalars(select(Notice).where(Notice.person_id == team.ana.id, Notice.kind == Kind.OPENED)).one()


def comes_back(session: Session, *notices: Notice, address: str = ANA, now: pendulum.DateTime = NOW) -> int:
    """Let the mails of these notices come back from an address."""
    found = store_returns(session, [Returned(spelled(one.key), address, GONE) for one in notices], spelled, now)
    session.commit()
    return found


@pytest.fixture
def review(session: Session, acme: Workspace, team: Team) -> Review:
    """Return a review whose letters have all been taken by the mail server."""
    review = open_one(session, acme)
    hand_out(session)
    return review


def test_the_seat_goes_to_the_next_person_and_the_admin_hears(session: Session, review: Review, team: Team) -> None:
    a_person(session, "amy@example.com", "finance")
    assert comes_back(session, to_ana(session, team)) == 1
    carry_on(session)
    assert sits(session, review) == "amy@example.com"
    assert (f"handed@{PART}", "amy@example.com") in told(session, "opened", review.id)
    assert undelivered(session) == [(PART, "ada@example.com")]


def test_the_history_says_in_which_words(session: Session, review: Review, team: Team) -> None:
    notice = to_ana(session, team)
    comes_back(session, notice)
    session.refresh(notice)
    event = session.scalars(select(Event).where(Event.kind == "notice.returned")).one()
    assert (event.about, event.why) == (f"notice:{notice.key}", f"the mail to {ANA} came back: {GONE}")
    assert (notice.state, notice.problem) == (Delivery.FAILED, event.why)


def test_reading_it_again_changes_nothing(session: Session, review: Review, team: Team) -> None:
    notice = to_ana(session, team)
    comes_back(session, notice, notice)
    carry_on(session)
    assert comes_back(session, notice, now=NOW.add(days=1)) == 0
    carry_on(session, now=NOW.add(days=1))
    assert undelivered(session) == [(PART, "ada@example.com")]


@pytest.mark.parametrize("address", ["ada@example.com", "ana@example.co", "", "omar@example.com"])
def test_an_address_that_it_was_not_sent_to_is_not_believed(
    session: Session, review: Review, team: Team, address: str
) -> None:
    assert comes_back(session, to_ana(session, team), address=address) == 0


def test_an_id_that_is_none_of_ours_is_not_believed(session: Session, review: Review, team: Team) -> None:
    forged = Returned(spelled("opened:1:1:1"), ANA, GONE)
    assert store_returns(session, [forged], spelled, NOW) == 0


def test_forged_reports_do_not_hide_a_true_one(session: Session, review: Review, team: Team) -> None:
    notice = to_ana(session, team)
    forged = [Returned(spelled("forged"), f"{number}@example.com", GONE) for number in range(33_000)]
    assert store_returns(session, [*forged, Returned(spelled(notice.key), ANA, GONE)], spelled, NOW) == 1


def test_nor_is_one_that_was_sent_long_ago(session: Session, review: Review, team: Team) -> None:
    assert comes_back(session, to_ana(session, team), now=NOW.add(days=15)) == 0


def test_whoever_entered_a_mailed_code_since_keeps_the_seat(session: Session, review: Review, team: Team) -> None:
    a_person(session, "amy@example.com", "finance")
    sign_in(session, team, NOW.add(minutes=5))
    comes_back(session, to_ana(session, team))
    carry_on(session)
    session.refresh(team.ana)
    assert (sits(session, review), team.ana.mail_refused_at, undelivered(session)) == (ANA, None, [])


def test_so_does_whoever_answered_since(session: Session, review: Review, team: Team) -> None:
    a_person(session, "amy@example.com", "finance")
    notice = to_ana(session, team)
    say(session, review, team.ana, "approve", now=NOW.add(minutes=5))
    assert comes_back(session, notice) == 1
    carry_on(session)
    session.refresh(team.ana)
    assert (team.ana.mail_refused_at, team.ana.mail_doubted_until, undelivered(session)) == (None, None, [])


def test_what_others_answered_or_was_answered_before_says_nothing(session: Session, review: Review, team: Team) -> None:
    say(session, review, team.ana, "approve", now=NOW.add(minutes=5))
    later = write_to_ana(session, review, team, NOW.add(minutes=10))
    say(session, review, team.omar, "approve", now=NOW.add(minutes=15))
    comes_back(session, later)
    session.refresh(team.ana)
    assert team.ana.mail_refused_at == NOW


def test_that_the_server_takes_the_next_mail_does_not_mean_that_it_arrives(
    session: Session, review: Review, team: Team
) -> None:
    comes_back(session, to_ana(session, team))
    for day in (1, 6, 8):
        write_to_ana(session, review, team, NOW.add(days=day))
        session.refresh(team.ana)
        assert (team.ana.mail_refused_at == NOW) is (day < 7)  # the week for which it is doubted


def test_each_mail_that_comes_back_is_told_once_of_all(session: Session, review: Review, team: Team) -> None:
    comes_back(session, to_ana(session, team))
    carry_on(session)
    later = NOW.add(days=2)
    comes_back(session, write_to_ana(session, review, team, later), now=later)
    carry_on(session, now=later)
    assert undelivered(session) == [(PART, "ada@example.com")]
    write_to_ana(session, review, team, NOW.add(days=8))  # a week after the first, but not after the second
    session.refresh(team.ana)
    assert team.ana.mail_refused_at == NOW


def test_a_mailed_code_shows_that_mail_arrives_again(session: Session, review: Review, team: Team) -> None:
    comes_back(session, to_ana(session, team))
    sign_in(session, team, NOW.add(hours=1))
    session.refresh(team.ana)
    assert (team.ana.mail_refused_at, team.ana.mail_refusal, team.ana.mail_doubted_until) == (None, None, None)


def test_of_an_address_of_nobody_here_finance_and_admins_hear(session: Session, review: Review, team: Team) -> None:
    chase = ToTell(review.workspace_id, Kind.RELEASED, review.id, "1", NOW, address="AP@vendor.example")
    post(session, [chase])
    hand_out(session)
    notice = session.scalars(select(Notice).where(Notice.key == chase.key)).one()
    assert comes_back(session, notice, address="ap@vendor.example") == 1
    carry_on(session)
    assert [reader for _, reader in undelivered(session)] == ["ada@example.com", ANA]


def test_letters_about_it_that_come_back_too_come_to_an_end(session: Session, review: Review, team: Team) -> None:
    policy = a_policy(admin={"fallback_contact": "last@example.com"})
    for round_ in range(12):
        at = NOW.add(minutes=round_)
        hand_out(session, now=at)
        sent = session.execute(select(Notice, Notice.address).where(Notice.state == Delivery.SENT)).all()
        emails = {one.id: one.email for one in (team.ana, team.omar, team.ada)}
        back = [(notice, emails[notice.person_id] if notice.person_id else str(to)) for notice, to in sent]
        if not sum(comes_back(session, notice, address=to, now=at) for notice, to in back):
            break
        tell_others(session, at, policy)
        reseat(session, at)
        session.commit()
    assert round_ < 6  # the admin, the last contact, and there it ends


def test_a_mailbox_is_looked_through_every_quarter_of_an_hour(session: Session) -> None:
    session.add(SourceSetting(name="post", kind="mailbox", settings={}, returns_at=NOW))
    session.add(SourceSetting(name="gone", kind="mailbox", settings={}, active=False, returns_at=NOW))
    session.flush()
    assert next_due(session) == NOW
    assert [one.name for one in claim_mailboxes(session, NOW, 16)] == ["post"]
    session.flush()
    assert (claim_mailboxes(session, NOW, 16), next_due(session)) == ([], NOW.add(minutes=15))
    store_position(session, "post", {"uid": 7})
    assert session.get_one(SourceSetting, "post", populate_existing=True).returns_position == {"uid": 7}


def write_to_ana(session: Session, review: Review, team: Team, at: pendulum.DateTime) -> Notice:
    """Send Ana one more mail, which the server takes."""
    to_send = ToTell(review.workspace_id, Kind.RUNG, review.id, f"reminder@{at:%d}", at, team.ana.id)
    post(session, [to_send])
    session.execute(update(Notice).where(Notice.key != to_send.key, Notice.state == Delivery.DUE).values(state="moot"))
    hand_out(session, now=at)
    return session.scalars(select(Notice).where(Notice.key == to_send.key)).one()


def sign_in(session: Session, team: Team, at: pendulum.DateTime) -> None:
    code = ask_code(session, Door(team.ana.id, team.ana.id), at)
    verify_code(session, Door(team.ana.id, team.ana.id), digits(code.id, b"key"), [b"key"], at)
    session.commit()
