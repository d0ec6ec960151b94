"""The outbox: the one door through which a notice's delivery changes, so that a crash loses nothing.

A notice is claimed under a lease in real time, an attempt is written before the mail server is spoken to, and the
result is written after. What was being sent when a process died is claimed again when its lease has run out, and
goes out once more under the same Message-ID (RFC 1047: between the server's last word and ours nobody can know).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import (
    ColumnElement,
    Executable,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from workflow.events.event import Event, Happened, record
from workflow.notices.notice import Attempt, Delivery, Kind, Notice
from workflow.people.identity import SignInCode
from workflow.people.person import REACHED, Person

LEASE = timedelta(seconds=60)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
DOUBTED = timedelta(days=7)
"""For so long after a mail came back, the server's yes to another one does not mean that it arrives."""

ANSWERS = ("assignment.approved", "assignment.flagged", "assignment.rejected", "question.answered")
"""Kinds of events that a person brings about who has read what they were mailed."""

_COLUMNS = ("id", "workspace_id", "key", "kind", "about", "part", "person_id", "address", "data", "attempts", "problem")


def _claiming(condition: ColumnElement[bool]) -> Executable:
    free = select(Notice.id).where(condition).order_by(Notice.next_try_at).limit(bindparam("most"))
    # A common table expression, because PostgreSQL may run a plain subquery twice and so claim more than the limit.
    chosen = free.with_for_update(skip_locked=True).cte("chosen")
    return (
        update(Notice)
        .where(Notice.id.in_(select(chosen.c.id)))
        .values(state=Delivery.SENDING, lease_until=bindparam("lease"))
        .returning(*(getattr(Notice, name) for name in _COLUMNS), Notice.next_try_at)
    )


_IS_DUE = and_(Notice.state == Delivery.DUE, Notice.next_try_at <= bindparam("now"))
_IS_LEFT = and_(Notice.state == Delivery.SENDING, Notice.lease_until < bindparam("wall"))
CLAIM = _claiming(or_(_IS_DUE, _IS_LEFT))
CLAIM_ONE = _claiming(and_(Notice.key == bindparam("this"), _IS_DUE))


@dataclass(frozen=True)
class Claimed:
    """A notice in the hands of one deliverer until `lease_until`; `attempts` counts the tries, `begun` one going on."""

    id: UUID
    workspace_id: UUID
    key: str
    kind: str
    about: UUID
    part: str
    person_id: UUID | None
    address: str | None
    data: dict[str, Any]
    attempts: int
    problem: str | None
    lease_until: DateTime
    begun: bool = False


def claim(session: Session, now: DateTime, wall: DateTime, limit: int) -> list[Claimed]:
    """Take what is due as of `now`, or was left behind by a process that died; the longest waiting first."""
    return _claim(session, CLAIM, wall, {"now": now, "wall": wall, "most": limit})


def claim_one(session: Session, key: str, now: DateTime, wall: DateTime) -> list[Claimed]:
    """Take the notice of this key if it is due; none when another deliverer was faster."""
    return _claim(session, CLAIM_ONE, wall, {"this": key, "now": now, "most": 1})


def begin_attempt(session: Session, notice: Claimed, wall: DateTime) -> Claimed | None:
    """Write that the mail server is about to be spoken to; None when the notice is no longer ours."""
    lease = wall + LEASE
    values = {"attempts": Notice.attempts + 1, "lease_until": lease}
    statement = update(Notice).where(*_still_ours(notice)).values(values).returning(Notice.attempts)
    number = session.scalar(statement, execution_options={"synchronize_session": False})
    if number is None:
        return None
    session.execute(insert(Attempt).values(notice_id=notice.id, number=number, started_at=wall))
    return replace(notice, attempts=number, lease_until=lease, begun=True)


def mark_sent(session: Session, notice: Claimed, now: DateTime, wall: DateTime, why: str) -> None:
    """Note that the mail server has taken the mail; true even if the lease has run out meanwhile."""
    _end_attempt(session, notice, wall, "accepted")
    values = {"state": Delivery.SENT, "sent_at": now, "lease_until": None, "problem": None}
    unsent = Notice.state.in_((Delivery.SENDING, Delivery.DUE))
    if _change(session, (Notice.id == notice.id, unsent), values):
        record(session, [_happened(notice, "notice.sent", now, why)])
    is_believed = or_(Person.mail_doubted_until.is_(None), Person.mail_doubted_until <= now)
    _mark_reader(session, notice, and_(Person.mail_refused_at.is_not(None), is_believed), REACHED)


def put_back(session: Session, notice: Claimed, now: DateTime, wall: DateTime, problem: str) -> None:
    """Let a notice wait and say why; each failure doubles the wait, from half a minute to a quarter of an hour."""
    failures = notice.attempts if notice.begun else notice.attempts + 1
    _end_attempt(session, notice, wall, problem)
    values = {
        "state": Delivery.DUE,
        "next_try_at": now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 10)),
        "lease_until": None,
        "attempts": failures,
        "problem": problem,
    }
    if _change(session, _still_ours(notice), values) and notice.problem is None:
        record(session, [_happened(notice, "notice.waits", now, problem)])


def mark_refused(session: Session, notice: Claimed, now: DateTime, wall: DateTime, problem: str) -> None:
    """Give a notice up: its reader's address takes no mail, and trying again will not change that.

    What follows from it is due at once: `notices.undelivered` tells others, `reviews.reseat_due` passes seats on.
    """
    _end_attempt(session, notice, wall, problem)
    if _change(session, _still_ours(notice), _given_up(now, problem)):
        record(session, [_happened(notice, "notice.failed", now, problem)])
        _mark_reader(session, notice, Person.mail_refused_at.is_(None), _refused(now, problem))


def mark_returned(session: Session, notice: Notice, now: DateTime, problem: str) -> bool:
    """Give up what the mail server had taken and what came back since, as if it had been refused; False: it was before.

    Whoever has shown since it was sent that the mailbox is theirs, with a mailed code or by answering, is believed more
    than a mail that anybody may have written: of that only the history tells.
    """
    if not _change(session, (Notice.id == notice.id, Notice.state == Delivery.SENT), _given_up(now, problem)):
        return False
    record(session, [_happened(notice, "notice.returned", now, problem)])
    sent = select(func.max(Attempt.started_at)).where(Attempt.notice_id == notice.id).scalar_subquery()
    entered = exists().where(SignInCode.person_id == Person.id, SignInCode.used_at > sent)
    answered = exists().where(
        Event.workspace_id == notice.workspace_id,
        Event.kind.in_(ANSWERS),
        Event.actor == Person.email,
        Event.at > notice.sent_at,
    )
    read_since = or_(entered, answered)
    _mark_reader(session, notice, ~read_since, {"mail_doubted_until": now + DOUBTED})
    _mark_reader(session, notice, and_(Person.mail_refused_at.is_(None), ~read_since), _refused(now, problem))
    return True


def mark_moot(session: Session, notices: Sequence[Claimed], now: DateTime) -> None:
    """Put away notices that are no longer true; of payment runs others hear, if there is still something to say."""
    if not notices:
        return
    condition = (Notice.id.in_([notice.id for notice in notices]), Notice.state == Delivery.SENDING)
    moot = _change(session, condition, {"state": Delivery.MOOT, "lease_until": None, "retell_at": _retell_at(now)})
    why = "no longer true when it was about to be sent"
    record(session, [_happened(notice, "notice.moot", now, why) for notice in notices if notice.id in moot])


def _claim(session: Session, claiming: Executable, wall: DateTime, values: dict[str, Any]) -> list[Claimed]:
    lease = wall + LEASE
    options = {"synchronize_session": False}
    rows = session.execute(claiming, {**values, "lease": lease}, execution_options=options).all()
    by_age = sorted(rows, key=lambda row: (row.next_try_at, row.id))
    return [Claimed(**{name: getattr(row, name) for name in _COLUMNS}, lease_until=lease) for row in by_age]


def _still_ours(notice: Claimed) -> tuple[ColumnElement[bool], ...]:
    # Whoever takes a notice over gives it a later lease, so the lease tells whose it is.
    return (Notice.id == notice.id, Notice.state == Delivery.SENDING, Notice.lease_until == notice.lease_until)


def _change(session: Session, condition: Sequence[ColumnElement[bool]], values: dict[str, Any]) -> set[UUID]:
    statement = update(Notice).where(*condition).values(values).returning(Notice.id)
    return set(session.scalars(statement, execution_options={"synchronize_session": False}))


def _given_up(now: DateTime, problem: str) -> dict[str, Any]:
    unread = {"state": Delivery.FAILED, "retell_at": _retell_at(now)}
    return {**unread, "lease_until": None, "problem": problem, "tell_others_at": now}


def _refused(now: DateTime, problem: str) -> dict[str, Any]:
    return {"mail_refused_at": now, "mail_refusal": problem, "reseat_at": now}


def _retell_at(now: DateTime) -> ColumnElement[DateTime | None]:
    return case((Notice.kind == Kind.RUN, literal(now, Notice.retell_at.type)), else_=Notice.retell_at)


def _mark_reader(
    session: Session, notice: Claimed | Notice, condition: ColumnElement[bool], values: dict[str, Any]
) -> None:
    if notice.person_id is not None:
        statement = update(Person).where(Person.id == notice.person_id, condition).values(values)
        session.execute(statement, execution_options={"synchronize_session": False})


def _end_attempt(session: Session, notice: Claimed, wall: DateTime, outcome: str) -> None:
    """Close the attempt that is going on; one that a dead process left open stays so, for nobody knows how it ended."""
    if notice.begun:
        its = (Attempt.notice_id == notice.id, Attempt.number == notice.attempts)
        session.execute(update(Attempt).where(*its).values(ended_at=wall, outcome=outcome))


def _happened(notice: Claimed | Notice, kind: str, now: DateTime, why: str) -> Happened:
    data = {"kind": notice.kind, "attempts": notice.attempts}
    return Happened(notice.workspace_id, now, kind, f"notice:{notice.key}", why, data=data)
