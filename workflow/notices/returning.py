"""Mails that came back after the mail server had taken them: when mailboxes are looked through, and what follows.

What follows is what follows from a refusal: `mark_returned` gives the notice up, `notices.undelivered` tells others.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pendulum import DateTime
from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from workflow.base import Instant
from workflow.notices.notice import Delivery, Notice
from workflow.notices.outbox import mark_returned
from workflow.people.person import Person
from workflow.setup.applied import SourceSetting

EVERY = timedelta(minutes=15)
KEPT = timedelta(days=14)
"""For so long after it was sent a mail is known to be ours when it comes back; servers give up within five days."""
AT_ONCE = 1000
"""Addresses that are asked for in one statement."""
DUE = (
    select(SourceSetting)
    .where(SourceSetting.returns_at <= bindparam("now"), SourceSetting.active)
    .order_by(SourceSetting.returns_at, SourceSetting.name)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True)
class Returned:
    """A mail that will not arrive at one address, in lower case; `said` is why, as a mail server put it.

    Anybody can write such a report: whoever acts on it makes sure that the mail was ours, and was for this address.
    """

    message_id: str
    address: str
    said: str


def claim_mailboxes(session: Session, now: DateTime, most: int) -> Sequence[SourceSetting]:
    """Claim the mailboxes that are to be looked through now; one whose reader dies is due again like any other."""
    found = session.scalars(DUE, {"now": now, "most": most}).all()
    for one in found:
        one.returns_at = now + EVERY
    return found


def store_returns(
    session: Session, returned: Sequence[Returned], message_id: Callable[[str], str], now: DateTime
) -> int:
    """Give up the notices whose mails came back, and count them; `message_id` spells the id of a notice's mail.

    A report counts only where that id was sent to that very address: it is known to nobody but its readers.
    """
    said = {(one.message_id, one.address): one.said for one in returned}
    if not said:
        return 0
    sent = [
        (notice, address, said[message_id(notice.key), address])
        for some in _portions(sorted({address for _, address in said}))
        for notice, address in _sent_to(session, some, now)
        if (message_id(notice.key), address) in said
    ]
    told = [mark_returned(session, notice, now, f"the mail to {to} came back: {why}") for notice, to, why in sent]
    return sum(told)


def store_position(session: Session, name: str, position: dict[str, Any] | None) -> None:
    """Note where a mailbox is to be read on."""
    session.execute(update(SourceSetting).where(SourceSetting.name == name).values(returns_position=position))


def store_problem(session: Session, name: str, problem: str | None, now: DateTime) -> None:
    """Note why a mailbox could not be looked through, and since when that is so; None: it could."""
    since = func.coalesce(SourceSetting.returns_failing_since, bindparam("since", now, Instant())) if problem else None
    values = {"returns_problem": problem, "returns_failing_since": since}
    session.execute(update(SourceSetting).where(SourceSetting.name == name).values(values))


def _portions(addresses: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut them so that no statement has more parameters than a database takes: forged reports may name very many."""
    return (addresses[start : start + AT_ONCE] for start in range(0, len(addresses), AT_ONCE))


def _sent_to(session: Session, addresses: Sequence[str], now: DateTime) -> list[tuple[Notice, str]]:
    """List what was sent lately to these addresses and has not come back, each with its address."""
    address = func.lower(func.coalesce(Person.email, Notice.address))
    its = (
        select(Notice, address)
        .outerjoin(Person, Person.id == Notice.person_id)
        .where(Notice.state == Delivery.SENT, Notice.sent_at > now - KEPT)
        .where(or_(Person.email.in_(addresses), func.lower(Notice.address).in_(addresses)))
        .order_by(Notice.id)
    )
    return [(notice, to) for notice, to in session.execute(its)]
