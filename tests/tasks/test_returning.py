"""Mailboxes are looked through for mails of ours that came back, with no transaction open."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifications.message import message_id
from sources.mailbox import returns
from sources.mailbox.returns import Returns
from sources.mailbox.source import MailboxSource
from tasks import returning
from tasks.asking import CLAIMED
from tasks.connecting import Unusable
from tasks.house import House
from tasks.returning import take_returns
from tests.factories import NOW, a_person, a_workspace
from tests.sources.mails import mail
from tests.sources.post_office import PostOffice, post_office
from tests.sources.reports import OURS, report
from workflow.batch import Trouble
from workflow.invoices.source import Position, Source
from workflow.notices.notice import Delivery, Kind, Notice
from workflow.notices.posting import ToTell, post
from workflow.notices.returning import store_position
from workflow.people.person import Person
from workflow.setup.applied import SourceSetting


@pytest.fixture
def post_box(imap_port: int) -> Iterator[PostOffice]:
    with post_office(imap_port) as office:
        yield office


def with_mailbox(house: House, connect: Callable[[], Source]) -> House:
    """Give a house with a mailbox that is due, and a mail that was sent to Ana."""
    with house.sessions.begin() as session:
        ana, acme = a_person(session, "ana@example.com", "finance"), a_workspace(session)
        session.flush()
        post(session, [ToTell(acme.id, Kind.OPENED, acme.id, "1", NOW, ana.id)])
        sent = session.scalars(select(Notice)).one()
        sent.state, sent.sent_at = Delivery.SENT, NOW
        session.add(SourceSetting(name="post", kind="mailbox", settings={}, returns_at=NOW))
    return replace(house, connect=lambda _name, _setting: connect())


def add_mailboxes(house: House, *names: str) -> None:
    with house.sessions.begin() as session:
        session.add_all(SourceSetting(name=name, kind="mailbox", settings={}, returns_at=NOW) for name in names)


def our_id(house: House) -> str:
    with house.sessions() as session:
        return message_id(session.scalars(select(Notice.key)).one(), house.post_office.domain)


def problem_of_ana(house: House) -> str | None:
    with house.sessions() as session:
        return session.scalars(select(Person.mail_refusal)).one()


def test_a_mail_of_ours_is_found_among_all_others_and_once(
    house: House, post_box: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returns, "AT_ONCE", 2)
    furnished = with_mailbox(house, post_box.source)
    back = report(our_id(furnished))
    post_box.deliver(mail(), mail(Auto_Submitted="auto-replied"), report(OURS), back, back, mail(), day="07-Dec-2026")
    assert take_returns(furnished, NOW).done == 1
    assert problem_of_ana(furnished) == "the mail to ana@example.com came back: 550 5.1.1 no such user"
    assert take_returns(furnished, NOW).done == 0
    post_box.deliver(back)
    assert take_returns(furnished, NOW.add(minutes=15)).troubles == ()
    assert all(b"FLAGS ()" in flags for flags in post_box.flags())


def test_the_next_look_reads_on(post_box: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    source, since = post_box.source(), NOW.date()
    post_box.deliver(report(), report(), report(), day="07-Dec-2026")
    monkeypatch.setattr(returns, "MOST_REPORTS", 2)
    monkeypatch.setattr(returns, "AT_ONCE", 1)
    first = source.returns(since)
    second = source.returns(since, first.position)
    assert (len(first.found), len(second.found)) == (2, 1)
    assert source.returns(since, second.position) == replace(second, found=())


def test_one_that_breaks_takes_nothing_from_the_others(
    house: House, post_box: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnished = with_mailbox(house, post_box.source)
    add_mailboxes(house, "odd", "unstored")
    post_box.deliver(report(our_id(furnished)), day="07-Dec-2026")

    def connect(name: str, _setting: SourceSetting | None) -> Source:
        if name == "odd":
            raise KeyError("password_env")
        return post_box.source()

    def store(session: Session, name: str, position: dict[str, Any] | None) -> None:
        if name == "unstored":
            raise ValueError("no")
        store_position(session, name, position)

    monkeypatch.setattr(returning, "store_position", store)
    batch = take_returns(replace(furnished, connect=connect), NOW)
    assert {one.about: one.error.partition("; ")[0] for one in batch.troubles} == {
        "source:odd": "The connector of source odd failed: KeyError",
        "source:unstored": "what came back could not be stored (ValueError)",
    }
    assert (batch.done, problem_of_ana(furnished) is not None) == (1, True)


def test_only_as_many_are_claimed_as_are_looked_through_at_once(house: House, post_box: PostOffice) -> None:
    left: list[int | None] = []

    class Counting(MailboxSource):
        def returns(self, since: date, position: Position | None = None) -> Returns:  # noqa: ARG002
            with house.readers() as session:
                due = select(func.count()).where(SourceSetting.returns_at <= NOW)
                left.append(session.scalar(due))
            return Returns()

    furnished = with_mailbox(house, lambda: Counting(post_box.settings))
    add_mailboxes(house, *map(str, range(CLAIMED)))
    assert take_returns(furnished, NOW).troubles == ()
    assert sorted(left, key=str) == [0] + [1] * CLAIMED


def test_one_that_cannot_be_opened_is_a_trouble_and_waits(house: House) -> None:
    furnished = with_mailbox(house, lambda: Unusable("The environment variable POST is not set."))
    batch = take_returns(furnished, NOW)
    assert batch.troubles == (Trouble("source:post", "The environment variable POST is not set."),)
    assert take_returns(furnished, NOW).troubles == ()
    with house.sessions() as session:
        post = session.get_one(SourceSetting, "post")
        assert (post.returns_problem, post.returns_failing_since) == (batch.troubles[0].error, NOW)


def test_nor_does_one_that_nobody_answers_hold_up_the_stage(house: House, post_box: PostOffice) -> None:
    furnished = with_mailbox(house, lambda: post_box.source(password="wrong-as-can-be"))  # as the test says
    (trouble,) = take_returns(furnished, NOW).troubles
    assert "Correct the one or the other" in trouble.error
    assert "wrong-as-can-be" not in trouble.error
