"""Reading what letters about a missing invoice say: the period, what came before, what came of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from notifications.facts import Arrived, PeriodFacts, Told, Waiver, WorkspaceState
from notifications.rows import about, by_id, there
from workflow.invoices.document import DocumentKind, DocumentStatus
from workflow.invoices.invoice import Invoice, Revision
from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed
from workflow.people.person import Person
from workflow.periods.period import BillingPeriod, NoteKind, PeriodNote

NEWEST = and_(Revision.invoice_id == Invoice.id, Revision.number == Invoice.revision)


@dataclass(frozen=True)
class MissingShelf:
    """What was read of the periods of one batch, by period; `last_numbers` by workspace."""

    periods: Mapping[UUID, BillingPeriod]
    last_numbers: Mapping[UUID, str]
    arrived: Mapping[UUID, Sequence[Arrived]]
    waivers: Mapping[UUID, Waiver]


def read_missing(session: Session, notices: Sequence[Claimed]) -> MissingShelf:
    """Read what the letters about missing invoices say."""
    period_ids = about(notices, Kind.MISSING)
    if not period_ids:
        return MissingShelf({}, {}, {}, {})
    return MissingShelf(
        periods=by_id(session, BillingPeriod, period_ids),
        last_numbers=_last_numbers(session, {one.workspace_id for one in notices if one.kind == Kind.MISSING}),
        arrived=_arrived(session, period_ids),
        waivers=_waivers(session, period_ids),
    )


def period_facts(told: Told, shelf: MissingShelf, workspace: WorkspaceState) -> PeriodFacts:
    """Lay out what a letter about a missing invoice may know; raises NothingToTellError."""
    period = there(shelf.periods, told.notice.about, "billing period")
    return PeriodFacts(
        **vars(told),
        workspace=workspace,
        state=period.state,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        next_rung=period.chase_rung,
        next_at=period.chase_at,
        last_number=shelf.last_numbers.get(told.notice.workspace_id),
        arrived=tuple(shelf.arrived.get(period.id, ())),
        waiver=shelf.waivers.get(period.id),
    )


def _last_numbers(session: Session, workspace_ids: set[UUID]) -> dict[UUID, str]:
    """Find the number of the invoice of each workspace's latest invoiced period; a credit note is none."""
    newest_first = (BillingPeriod.starts_at.desc(), Invoice.id.desc())
    place = func.row_number().over(partition_by=Invoice.workspace_id, order_by=newest_first).label("place")
    ranked = (
        select(Invoice.workspace_id, Invoice.number, place)
        .join(BillingPeriod, BillingPeriod.id == Invoice.period_id)
        .join(Revision, NEWEST)
        .where(Invoice.workspace_id.in_(workspace_ids), Revision.kind == DocumentKind.INVOICE)
        .subquery()
    )
    rows = session.execute(select(ranked.c.workspace_id, ranked.c.number).where(ranked.c.place == 1))
    return {row.workspace_id: row.number for row in rows}


def _arrived(session: Session, period_ids: set[UUID]) -> Mapping[UUID, list[Arrived]]:
    rows = session.execute(
        select(Invoice.period_id, Invoice.number, Revision.total, Revision.currency, Revision.received_at)
        .join(Revision, NEWEST)
        .where(Invoice.period_id.in_(period_ids), Revision.kind == DocumentKind.INVOICE)
        .where(Revision.status == DocumentStatus.FINAL)
        .order_by(Invoice.id)
    )
    arrived: dict[UUID, list[Arrived]] = defaultdict(list)
    for period_id, number, total, currency, received_at in rows:
        if period_id:
            arrived[period_id].append(Arrived(number, total, currency, received_at))
    return arrived


def _waivers(session: Session, period_ids: set[UUID]) -> Mapping[UUID, Waiver]:
    """Give the newest waiver of each period."""
    rows = session.execute(
        select(PeriodNote.period_id, Person.name, PeriodNote.text, PeriodNote.noted_at)
        .join(Person, Person.id == PeriodNote.person_id)
        .where(PeriodNote.period_id.in_(period_ids), PeriodNote.kind == NoteKind.WAIVER)
        .order_by(PeriodNote.noted_at, PeriodNote.id)
    )
    return {period_id: Waiver(name, text, at) for period_id, name, text, at in rows}
