"""Mails that came back after the mail server had taken them: when mailboxes are looked through, and what follows.

What follows is what follows from a refusal: `mark_returned` gives the notice up, `notices.undelivered` tells others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pendulum import DateTime
from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from workflow.batch import BATCH
from workflow.notices.notice import Delivery, Notice
from workflow.notices.outbox import mark_returned
from workflow.people.person import Person
from workflow.setup.applied import SourceSetting

EVERY = timedelta(minutes=15)
KEPT = timedelta(days=14)
"""For so long after it was sent a mail is known to be ours when it comes back; servers give up within five days."""
DUE = (
    select(SourceSetting)
    .where(SourceSetting.returns_at <= bindparam("now"), SourceSetting.active)
    .order_by(SourceSetting.returns_at, SourceSetting.name)
    .limit(BATCH)
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


def claim_mailboxes(session: Session, now: DateTime) -> Sequence[SourceSetting]:
    """Claim the mailboxes that are to be looked through now; one whose reader dies is due again like any other."""
    found = session.scalars(DUE, {"now": now}).all()
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
        for notice, address in _sent_to(session, {address for _, address in said}, now)
        if (message_id(notice.key), address) in said
    ]
    told = [mark_returned(session, notice, now, f"the mail to {to} came back: {why}") for notice, to, why in sent]
    return sum(told)


def store_position(session: Session, name: str, position: dict[str, Any] | None) -> None:
    """Note where a mailbox is to be read on."""
    session.execute(update(SourceSetting).where(SourceSetting.name == name).values(returns_position=position))


def _sent_to(session: Session, addresses: set[str], now: DateTime) -> list[tuple[Notice, str]]:
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
