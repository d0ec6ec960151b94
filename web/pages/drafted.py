"""The letter to the vendor as it would go out, for whoever is about to send it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from notifications import desk as letters
from web.desk import Desk
from workflow.base import new_id
from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed
from workflow.notices.posting import ToTell
from workflow.reviews.line import LedgerLine


@dataclass(frozen=True)
class Draft:
    """A letter that waits to be sent: where to, its subject and its words; empty words where it cannot be written."""

    to: str
    subject: str
    text: str


def draft_of(session: Session, desk: Desk, line: LedgerLine) -> Draft | None:
    """Write the letter that waits, exactly as it would be sent now; None when none waits."""
    if line.draft is None:
        return None
    to = line.workspace.vendor_support or ""
    place, domain = desk.post_office.place, desk.post_office.domain
    made = letters.compose_all(
        session, [_as_if_sent(desk, line, to)], letters.Desk(place, domain, desk.now(), desk.wall())
    )
    message = made[0].message
    return Draft(to, message.subject if message else "", message.text if message else "")


def _as_if_sent(desk: Desk, line: LedgerLine, to: str) -> Claimed:
    told = ToTell(line.workspace.id, Kind.MISSING, line.period.id, line.draft or "", desk.now(), address=to)
    return Claimed(
        id=new_id(),
        workspace_id=told.workspace_id,
        key=told.key,
        kind=told.kind,
        about=told.about,
        part=told.part,
        person_id=None,
        address=to,
        data={},
        attempts=0,
        problem=None,
        lease_until=desk.wall(),
    )
