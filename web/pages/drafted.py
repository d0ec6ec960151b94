"""The letters to the vendor as they would go out, for whoever is about to send one."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from notifications import desk as letters
from web.desk import Desk
from workflow.base import new_id
from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed
from workflow.notices.posting import ToTell
from workflow.reviews.casefile import CaseFile
from workflow.reviews.line import LedgerLine


@dataclass(frozen=True)
class Draft:
    """A letter that waits to be sent: where to, its subject and its words; empty words where it cannot be written."""

    to: str
    subject: str
    text: str


def draft_of(session: Session, desk: Desk, line: LedgerLine) -> Draft | None:
    """Write the letter about a missing invoice, exactly as it would be sent now; None when none waits."""
    if line.draft is None:
        return None
    to = line.workspace.vendor_support or ""
    return _written(
        session, desk, ToTell(line.workspace.id, Kind.MISSING, line.period.id, line.draft, desk.now(), address=to)
    )


def dispute_draft(session: Session, desk: Desk, case: CaseFile) -> Draft:
    """Write the letter about what is disputed, exactly as it would be sent now."""
    now, to = desk.now(), case.workspace.vendor_support or ""
    part = f"asked@{now.in_timezone('UTC'):YYYYMMDDTHHmmss}"
    told = ToTell(case.workspace.id, Kind.DISPUTE, case.review_id, part, now, address=to)
    return _written(session, desk, told)


def _written(session: Session, desk: Desk, told: ToTell) -> Draft:
    place, domain = desk.post_office.place, desk.post_office.domain
    made = letters.compose_all(session, [_as_if_sent(desk, told)], letters.Desk(place, domain, desk.now(), desk.wall()))
    message = made[0].message
    return Draft(told.address or "", message.subject if message else "", message.text if message else "")


def _as_if_sent(desk: Desk, told: ToTell) -> Claimed:
    return Claimed(
        id=new_id(),
        workspace_id=told.workspace_id,
        key=told.key,
        kind=told.kind,
        about=told.about,
        part=told.part,
        person_id=None,
        address=told.address,
        data={},
        attempts=0,
        problem=None,
        lease_until=desk.wall(),
    )
