"""The outbox against a real mail server: nothing lost, nothing doubled, what waits says why."""

import datetime
import email
import email.policy
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pendulum
import pytest
from pendulum import DateTime
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session, sessionmaker

from notifications import delivery
from notifications.delivery import PostOffice, deliver, deliver_now
from notifications.links import public_id, verify
from notifications.message import message_id
from sandbox.mail import PERMANENT, TEMPORARY, MailCatcher
from tests.factories import NOW, Opened, a_workspace, an_open_review
from tests.notifications.samples import KEYS
from workflow.base import new_id
from workflow.events.event import Event
from workflow.notices.notice import Attempt, Delivery, Kind, Notice
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person
from workflow.people.signin import Door, ask_code, digits
from workflow.periods.period import INVOICED, LATE, BillingPeriod
from workflow.reviews.review import APPROVED, CANCELLED, Assignment, Review

WALL = pendulum.datetime(2027, 1, 1, 12, 0)


def wall() -> DateTime:
    return WALL


@pytest.fixture
def catcher() -> Iterator[MailCatcher]:
    server = MailCatcher()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine)


@pytest.fixture
def opened(session: Session) -> Opened:
    return an_open_review(session)


@pytest.fixture
def office(catcher: MailCatcher) -> PostOffice:
    return PostOffice(catcher.smtp_url, "Countersign <countersign@example.com>", "https://countersign.example", KEYS)


def tell(session: Session, opened: Opened, kind: Kind = Kind.OPENED, part: str = "1", role: str = "finance") -> str:
    notice = ToTell(opened.workspace_id, kind, opened.review_id, part, NOW, opened.people[role])
    post(session, [notice])
    session.commit()
    return notice.key


def the_notice(session: Session, key: str) -> Notice:
    session.expire_all()
    notice = session.scalars(select(Notice).where(Notice.key == key)).one()
    session.expunge(notice)
    session.rollback()  # on SQLite an open transaction would keep the deliverers out
    return notice


def kinds_of_events(session: Session, key: str) -> list[str]:
    kinds = session.scalars(select(Event.kind).where(Event.about == f"notice:{key}").order_by(Event.id)).all()
    session.rollback()
    return list(kinds)


def test_it_sends_what_is_due_once(
    session: Session, sessions: sessionmaker[Session], opened: Opened, catcher: MailCatcher, office: PostOffice
) -> None:
    key = tell(session, opened)
    assert deliver(sessions, office, NOW, wall).done == 1
    assert deliver(sessions, office, NOW, wall).done == 0
    (mail,) = catcher.messages
    assert (mail.notice, mail.recipients) == (key, ("finance.person@example.com",))
    notice = the_notice(session, key)
    assert (notice.state, notice.sent_at, notice.attempts, notice.lease_until) == (Delivery.SENT, NOW, 1, None)
    assert kinds_of_events(session, key) == ["notice.sent"]


def test_its_link_is_the_readers_own(
    session: Session, sessions: sessionmaker[Session], opened: Opened, catcher: MailCatcher, office: PostOffice
) -> None:
    tell(session, opened)
    deliver(sessions, office, NOW, wall)
    (link,) = catcher.messages[0].links
    token = link.removeprefix("https://countersign.example/act/")
    assert public_id(token) == opened.links["finance"].id
    assert verify(token, opened.links["finance"], KEYS)


def test_a_refused_mail_waits_longer_each_time_and_says_why(
    session: Session, sessions: sessionmaker[Session], opened: Opened, catcher: MailCatcher, office: PostOffice
) -> None:
    key = tell(session, opened)
    catcher.refuse("mailbox is full")
    now, waits = NOW, []
    for _ in range(7):
        assert deliver(sessions, office, now, wall).troubles[0].about == f"notice:{key}"
        next_try_at = the_notice(session, key).next_try_at
        waits.append((next_try_at - now).total_seconds())
        now = next_try_at
    assert waits == [30, 60, 120, 240, 480, 900, 900]
    assert "451 mailbox is full" in (the_notice(session, key).problem or "")
    catcher.accept()
    assert deliver(sessions, office, now, wall).done == 1
    assert kinds_of_events(session, key) == ["notice.waits", "notice.sent"]
    outcomes = list(session.scalars(select(Attempt.outcome).order_by(Attempt.number)))
    assert (len(outcomes), outcomes[-1]) == (8, "accepted")


def test_nothing_is_tried_one_by_one_when_the_mail_server_is_away(
    session: Session, sessions: sessionmaker[Session], opened: Opened
) -> None:
    keys = [tell(session, opened, role=role) for role in ("finance", "operations")]
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = PostOffice(f"smtp://127.0.0.1:{nobody.getsockname()[1]}", "c@example.com", "https://c.example", KEYS)
        batch = deliver(sessions, away, NOW, wall)
    assert (batch.done, len(batch.troubles)) == (0, 2)
    assert all(the_notice(session, key).state == Delivery.DUE for key in keys)
    assert session.scalar(select(func.count()).select_from(Attempt)) == 0
    assert "the mail server 127.0.0.1" in (the_notice(session, keys[0]).problem or "")


def test_a_mail_whose_fate_is_unknown_goes_out_again_under_the_same_id(
    session: Session,
    sessions: sessionmaker[Session],
    opened: Opened,
    catcher: MailCatcher,
    office: PostOffice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = tell(session, opened)
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "mark_sent", _die)
        with pytest.raises(KeyboardInterrupt):
            deliver(sessions, office, NOW, wall)
    assert the_notice(session, key).state == Delivery.SENDING
    assert deliver(sessions, office, NOW, lambda: WALL.add(seconds=60)).done == 0
    assert deliver(sessions, office, NOW, lambda: WALL.add(seconds=61)).done == 1
    first, second = (mail.header("Message-ID") for mail in catcher.messages)
    assert first == second == message_id(key, "example.com")
    assert [catcher.messages[0].text] == [catcher.messages[1].text]


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def test_two_deliverers_send_nothing_twice(
    session: Session, sessions: sessionmaker[Session], opened: Opened, catcher: MailCatcher, office: PostOffice
) -> None:
    keys = {tell(session, opened, part=str(part), role=role) for part in range(30) for role in opened.people}
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: _until_empty(sessions, office), range(2)))
    assert sorted(mail.notice or "" for mail in catcher.messages) == sorted(keys)


def _until_empty(sessions: sessionmaker[Session], office: PostOffice) -> None:
    while deliver(sessions, office, NOW, wall).done:
        pass


def test_what_is_no_longer_true_is_put_away(
    session: Session, sessions: sessionmaker[Session], opened: Opened, catcher: MailCatcher, office: PostOffice
) -> None:
    key = tell(session, opened, Kind.RUNG, "reminder")
    session.execute(update(Assignment).where(Assignment.id == opened.seats["finance"]).values(state=CANCELLED))
    session.commit()
    assert deliver(sessions, office, NOW, wall).done == 1
    assert (catcher.messages, the_notice(session, key).state) == ((), Delivery.MOOT)
    assert kinds_of_events(session, key) == ["notice.moot"]


def test_a_settled_review_needs_no_escalation(
    session: Session, sessions: sessionmaker[Session], opened: Opened, catcher: MailCatcher, office: PostOffice
) -> None:
    keys = [tell(session, opened, Kind.RUNG, rung) for rung in ("escalation", "final_call", "overdue@2026-12-16")]
    session.execute(update(Review).values(state=APPROVED, settled_at=NOW))
    session.commit()
    deliver(sessions, office, NOW, wall)
    assert {the_notice(session, key).state for key in keys} == {Delivery.MOOT}


def test_a_reader_who_has_left_is_not_written_to(
    session: Session, sessions: sessionmaker[Session], opened: Opened, catcher: MailCatcher, office: PostOffice
) -> None:
    key = tell(session, opened)
    session.execute(update(Person).values(active=False))
    session.commit()
    deliver(sessions, office, NOW, wall)
    assert (catcher.messages, the_notice(session, key).state) == ((), Delivery.MOOT)


def test_a_letter_that_cannot_be_written_holds_up_no_other(
    session: Session, sessions: sessionmaker[Session], opened: Opened, catcher: MailCatcher, office: PostOffice
) -> None:
    post(session, [ToTell(opened.workspace_id, Kind.OPENED, new_id(), "1", NOW, opened.people["finance"])])
    post(session, [ToTell(opened.workspace_id, Kind.CODE, new_id(), "x", NOW, opened.people["finance"])])
    key = tell(session, opened)
    batch = deliver(sessions, office, NOW, wall)
    assert (batch.done, len(batch.troubles)) == (1, 2)
    assert [mail.notice for mail in catcher.messages] == [key]
    problems = session.scalars(select(Notice.problem).where(Notice.key != key)).all()
    assert all((problem or "").startswith("the letter could not be written:") for problem in problems)


def test_who_is_refused_for_good_is_given_up(
    session: Session, sessions: sessionmaker[Session], opened: Opened, catcher: MailCatcher, office: PostOffice
) -> None:
    key = tell(session, opened)
    catcher.refuse("5.1.1 no such user", PERMANENT)
    assert deliver(sessions, office, NOW, wall).troubles[0].about == f"notice:{key}"
    catcher.accept()
    deliver(sessions, office, NOW.add(hours=1), wall)
    notice = the_notice(session, key)
    assert (notice.state, notice.attempts, notice.tell_others_at) == (Delivery.FAILED, 1, NOW)
    assert notice.problem == "the mail server refused finance.person@example.com: 550 5.1.1 no such user"
    assert (kinds_of_events(session, key), catcher.messages) == (["notice.failed"], ())
    assert list(session.scalars(select(Attempt.ended_at))) == [WALL]


def test_a_person_is_marked_until_mail_reaches_them(
    session: Session, sessions: sessionmaker[Session], opened: Opened, catcher: MailCatcher, office: PostOffice
) -> None:
    finance = select(Person.mail_refused_at).where(Person.id == opened.people["finance"])
    marks = []
    for part, code in enumerate([TEMPORARY, PERMANENT, TEMPORARY, None]):
        tell(session, opened, part=str(part))
        catcher.refuse("try it", code) if code else catcher.accept()
        deliver(sessions, office, NOW, wall)
        marks.append(session.scalar(finance))
        session.rollback()
    assert marks == [None, NOW, NOW, None]


def test_what_is_about_one_review_goes_out_in_order_however_many_lines_there_are(
    session: Session, sessions: sessionmaker[Session], opened: Opened, catcher: MailCatcher, office: PostOffice
) -> None:
    reviews = [opened, *(an_open_review(session, key=key, people=opened.people) for key in ("b", "c", "d", "e"))]
    keys = {one.review_id: [tell(session, one, part=str(part)) for part in range(8)] for one in reviews}
    assert deliver(sessions, office, NOW, wall).done == 40
    for review_id, its in keys.items():
        assert [mail.notice for mail in catcher.messages if str(review_id) in (mail.notice or "")] == its


def test_an_address_that_no_mail_can_have_is_given_up(
    session: Session, sessions: sessionmaker[Session], opened: Opened, catcher: MailCatcher, office: PostOffice
) -> None:
    session.execute(update(Person).where(Person.id == opened.people["finance"]).values(email="finance"))
    key = tell(session, opened)
    assert deliver(sessions, office, NOW, wall).troubles
    assert the_notice(session, key).state == Delivery.FAILED


def test_a_code_goes_out_at_once_and_only_that(
    session: Session, sessions: sessionmaker[Session], opened: Opened, catcher: MailCatcher, office: PostOffice
) -> None:
    tell(session, opened)
    link = opened.links["finance"]
    code = ask_code(session, Door(link.id, link.person_id), WALL)
    data = {"code_id": str(code.id)}
    about = link.assignment_id
    notice = ToTell(opened.workspace_id, Kind.CODE, about, code.id.hex, NOW, link.person_id, data=data)
    post(session, [notice])
    expected = digits(code.id, KEYS[0])
    session.commit()
    assert deliver_now(sessions, office, notice.key, NOW, wall).done == 1
    (mail,) = catcher.messages
    assert f"Code: {expected}" in mail.text.splitlines()
    assert mail.header("References") == f"<review-{opened.review_id}@example.com>"
    assert deliver_now(sessions, office, notice.key, NOW, wall).done == 0


def test_the_released_letter_carries_the_document(
    session: Session, sessions: sessionmaker[Session], opened: Opened, catcher: MailCatcher, office: PostOffice
) -> None:
    session.execute(update(Review).values(state=APPROVED, settled_at=NOW))
    post(session, [ToTell(opened.workspace_id, Kind.RELEASED, opened.review_id, "1", NOW, address="ap@example.com")])
    session.commit()
    deliver(sessions, office, NOW, wall)
    (mail,) = catcher.messages
    assert (mail.recipients, mail.links) == (("ap@example.com",), ())
    parsed = email.message_from_bytes(mail.raw, policy=email.policy.default)
    assert [part.get_filename() for part in parsed.iter_attachments()] == ["CAL-2026-11.json"]


def a_late_period(session: Session, workspace_id: UUID) -> BillingPeriod:
    period = BillingPeriod(
        id=new_id(), workspace_id=workspace_id, starts_at=NOW.subtract(months=1), ends_at=NOW, expected_by=NOW,
        starts_on=datetime.date(2026, 11, 1), ends_on=datetime.date(2026, 11, 30), state=LATE,
    )  # fmt: skip
    session.add(period)
    session.flush()
    return period


@pytest.mark.parametrize(("state", "mails"), [(LATE, 1), (INVOICED, 0)])
def test_the_vendor_is_written_to_while_the_invoice_is_missing(
    session: Session, sessions: sessionmaker[Session], catcher: MailCatcher, office: PostOffice, state: str, mails: int
) -> None:
    workspace = a_workspace(session)
    period = a_late_period(session, workspace.id)
    period.state = state
    data = {"reply_to": ["ana@example.com", "ben@example.com"]}
    address = workspace.vendor_support
    post(session, [ToTell(workspace.id, Kind.MISSING, period.id, "chase", NOW, address=address, data=data)])
    session.commit()
    assert deliver(sessions, office, NOW, wall).done == 1
    assert len(catcher.messages) == mails
    for mail in catcher.messages:
        assert mail.header("Reply-To") == "ana@example.com, ben@example.com"
        assert mail.header("X-Countersign-Notice") == f"missing:{period.id}:chase:-"
