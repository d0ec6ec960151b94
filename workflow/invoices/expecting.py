"""What a person does about an invoice that does not come: waive it, note the vendor's answer, send the letter."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.events.event import Happened, record
from workflow.events.transitions import move
from workflow.invoices.all_clear import all_clear
from workflow.invoices.chase import TO_VENDOR
from workflow.notices.notice import Kind, Notice
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person, Role
from workflow.people.pools import directory
from workflow.people.workspace import Workspace
from workflow.periods.period import AWAITING, INVOICED, LATE, OPEN, WAIVED, BillingPeriod, NoteKind, PeriodNote

LONGEST_CONTEXT = 2000
TAKES_CONTEXT = frozenset({OPEN, AWAITING, LATE, INVOICED})
"""The states of a period of which somebody may still be asked."""


class NotPossible(Exception):
    """Raised for what can no longer be done with a period; the message says why and what to do."""


def waive(session: Session, period: BillingPeriod, by: Person, reason: str, now: DateTime) -> None:
    """Expect no invoice for a period any more; raises NotPossible unless one is awaited or late."""
    done = {"chase_at": None, "chase_rung": None}
    if period.state not in {AWAITING, LATE} or not move(
        session, [period], WAIVED, now=now, why=reason, actor=by.email, also=done
    ):
        raise NotPossible("No invoice is awaited for this period any more. Open the ledger again.")
    session.add(_note(period, by, NoteKind.WAIVER, reason, now))
    all_clear(session, [period.id], WAIVED, now)


def note_answer(session: Session, period: BillingPeriod, by: Person, text: str, now: DateTime) -> None:
    """Keep what the vendor answered."""
    session.add(_note(period, by, NoteKind.VENDOR_ANSWER, text, now))
    about, data = f"period:{period.id}", {"text": text}
    why = "the vendor's answer was noted"
    record(session, [Happened(period.workspace_id, now, "period.noted", about, why, by.email, data)])


def add_context(session: Session, period: BillingPeriod, by: Person, kind: NoteKind, text: str, now: DateTime) -> None:
    """Keep what explains a period's usage before anybody asks; raises NotPossible once its reviews are settled."""
    if period.state not in TAKES_CONTEXT:
        raise NotPossible("This period is settled, and nobody is asked about it any more. Nothing was added.")
    session.add(_note(period, by, kind, text, now))
    about, data = f"period:{period.id}", {"kind": kind, "text": text}
    why = "context was added"
    record(session, [Happened(period.workspace_id, now, "period.noted", about, why, by.email, data)])


def draft_waiting(session: Session, period: BillingPeriod) -> str | None:
    """Give the newest letter to the vendor that was drafted and not sent: `chase` or `chase_again`; None without."""
    return drafts_waiting(session, [period]).get(period.id)


def drafts_waiting(session: Session, periods: Iterable[BillingPeriod]) -> Mapping[UUID, str]:
    """Give the letters of `draft_waiting` by period, in one statement."""
    late = [period.id for period in periods if period.state == LATE]
    posted = select(Notice.about, Notice.part, Notice.person_id).where(
        Notice.kind == Kind.MISSING, Notice.about.in_(late), Notice.part.in_(TO_VENDOR)
    )
    drafted: dict[UUID, set[str]] = defaultdict(set)
    sent = set()
    for period_id, part, person_id in session.execute(posted):
        if person_id:
            drafted[period_id].add(part)
        else:
            sent.add((period_id, part))
    newest = {period_id: max(parts, key=TO_VENDOR.index) for period_id, parts in drafted.items()}
    return {period_id: part for period_id, part in newest.items() if (period_id, part) not in sent}


def send_draft(session: Session, workspace: Workspace, period: BillingPeriod, by: Person, now: DateTime) -> None:
    """Send the drafted letter to the vendor, once; answers go to finance. Raises NotPossible without one."""
    rung = draft_waiting(session, period)
    if rung is None or not workspace.vendor_support:
        raise NotPossible("There is no letter to send: it was sent already, or the invoice is no longer missing.")
    finance = directory(session).holders(workspace, Role.FINANCE)
    data: dict[str, Any] = {"reply_to": [person.email for person in finance] or [by.email]}
    if rung == "chase_again" and not _first_was_sent(session, period):
        data["is_first"] = True
    address = workspace.vendor_support
    post(session, [ToTell(workspace.id, Kind.MISSING, period.id, rung, now, address=address, data=data)])
    why = f"{by.name} sent the drafted letter to the vendor"
    record(session, [Happened(workspace.id, now, "period.letter_sent", f"period:{period.id}", why, by.email)])


def _first_was_sent(session: Session, period: BillingPeriod) -> bool:
    its = (Notice.kind == Kind.MISSING, Notice.about == period.id, Notice.part == "chase", Notice.person_id.is_(None))
    return session.scalar(select(Notice.id).where(*its).limit(1)) is not None


def locked_period(session: Session, period_id: UUID) -> BillingPeriod | None:
    """Read a period for a change, so that two who act at once take turns."""
    its = select(BillingPeriod).where(BillingPeriod.id == period_id).with_for_update()
    return session.scalar(its.execution_options(populate_existing=True))


def _note(period: BillingPeriod, by: Person, kind: NoteKind, text: str, now: DateTime) -> PeriodNote:
    return PeriodNote(
        workspace_id=period.workspace_id, period_id=period.id, person_id=by.id, kind=kind, text=text, noted_at=now
    )
