"""Reading the ledger: any number of workspaces and periods, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.invoices.expecting import drafts_waiting
from workflow.invoices.invoice import SET_ASIDE, FileSetAside, Invoice, Revision
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod, FailedFetch, PeriodNote
from workflow.reviews.line import LedgerInvoice, LedgerLine, LedgerNote, LedgerReview, LedgerSeat
from workflow.reviews.review import Assignment, Review, ReviewedRevision

PERIODS = 14
"""How many periods of a workspace are shown at once."""

_OF_REVISION = ("state", "kind", "status", "total", "currency", "problem")


@dataclass(frozen=True)
class _Read:
    """What belongs to the periods, each by the id of its period (files: by that of their workspace)."""

    invoices: Mapping[UUID, Sequence[LedgerInvoice]]
    notes: Mapping[UUID, Sequence[LedgerNote]]
    problems: Mapping[UUID, Sequence[str]]
    files: Mapping[UUID, Sequence[FileSetAside]]
    drafts: Mapping[UUID, str]


def ledger(session: Session, workspaces: Sequence[Workspace], page: int = 1) -> dict[UUID, list[LedgerLine]]:
    """Give each workspace's lines, the newest first: the last 14 periods, or on a later page those before."""
    found: dict[UUID, list[LedgerLine]] = {workspace.id: [] for workspace in workspaces}
    for line in lines_of(session, workspaces, newest_periods(session, list(found), page)):
        found[line.workspace.id].append(line)
    return found


def newest_periods(session: Session, workspace_ids: Sequence[UUID], page: int = 1) -> Sequence[BillingPeriod]:
    """Give the newest periods of each workspace, the newest first."""
    newest_first = BillingPeriod.starts_at.desc()
    place = func.row_number().over(partition_by=BillingPeriod.workspace_id, order_by=newest_first).label("place")
    ranked = select(BillingPeriod.id, place).where(BillingPeriod.workspace_id.in_(workspace_ids)).subquery()
    shown = ranked.c.place.between(PERIODS * (page - 1) + 1, PERIODS * page)
    return session.scalars(
        select(BillingPeriod).join(ranked, ranked.c.id == BillingPeriod.id).where(shown).order_by(newest_first)
    ).all()


def lines_of(session: Session, workspaces: Iterable[Workspace], periods: Sequence[BillingPeriod]) -> list[LedgerLine]:
    """Give the line of each period, in their order."""
    by_id = {workspace.id: workspace for workspace in workspaces}
    ids = [period.id for period in periods]
    read = _Read(
        invoices=_invoices(session, ids),
        notes=_notes(session, ids),
        problems=_problems(session, ids),
        files=_files(session, list(by_id)),
        drafts=drafts_waiting(session, periods),
    )
    return [_line(by_id[period.workspace_id], period, read) for period in periods]


def _line(workspace: Workspace, period: BillingPeriod, read: _Read) -> LedgerLine:
    its_files = [file.name for file in read.files.get(workspace.id, ()) if file.received_at >= period.ends_at]
    return LedgerLine(
        workspace=workspace,
        period=period,
        invoices=tuple(read.invoices.get(period.id, ())),
        notes=tuple(read.notes.get(period.id, ())),
        problem=next(iter(read.problems.get(period.id, ())), None),
        files=tuple(its_files),
        draft=read.drafts.get(period.id),
    )


def _invoices(session: Session, period_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[LedgerInvoice]]:
    said = [getattr(Revision, name) for name in _OF_REVISION]
    rows = session.execute(
        select(Invoice.period_id, Invoice.id, Invoice.number, Revision.number.label("revision"), *said)
        .join(Revision, (Revision.invoice_id == Invoice.id) & (Revision.number == Invoice.revision))
        .where(Invoice.period_id.in_(period_ids))
        .order_by(Invoice.number)
    ).all()
    reviews = _reviews(session, [row.id for row in rows])
    return _grouped((row.period_id, _invoice(row, reviews.get(row.id))) for row in rows)


def _invoice(row: Any, review: LedgerReview | None) -> LedgerInvoice:
    revision = {name: getattr(row, name) for name in _OF_REVISION}
    return LedgerInvoice(number=row.number, revision=row.revision, review=review, **revision)


def _reviews(session: Session, invoice_ids: Sequence[UUID]) -> Mapping[UUID, LedgerReview]:
    """Give the newest review of each invoice."""
    rows = session.execute(
        select(ReviewedRevision.invoice_id, Review)
        .join(Review, Review.id == ReviewedRevision.review_id)
        .where(ReviewedRevision.invoice_id.in_(invoice_ids))
        .order_by(Review.opened_at, Review.id)
    )
    newest = {one.invoice_id: one.Review for one in rows}
    seats = _seats(session, [review.id for review in newest.values()])
    return {
        invoice_id: LedgerReview(review.id, review.state, review.decide_by, tuple(seats.get(review.id, ())))
        for invoice_id, review in newest.items()
    }


def _seats(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[LedgerSeat]]:
    rows = session.execute(
        select(Assignment.review_id, Assignment.role, Person.name, Assignment.state)
        .outerjoin(Person, Person.id == Assignment.person_id)
        .where(Assignment.review_id.in_(review_ids))
        .order_by(Assignment.opened_at, Assignment.id)
    )
    return _grouped((review_id, LedgerSeat(role, name, state)) for review_id, role, name, state in rows)


def _notes(session: Session, period_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[LedgerNote]]:
    rows = session.execute(
        select(PeriodNote, Person.name)
        .join(Person, Person.id == PeriodNote.person_id)
        .where(PeriodNote.period_id.in_(period_ids))
        .order_by(PeriodNote.noted_at, PeriodNote.id)
    )
    return _grouped((note.period_id, LedgerNote(note.kind, note.text, name, note.noted_at)) for note, name in rows)


def _problems(session: Session, period_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[str]]:
    """Give why each period's source could not be heard when it was last asked; nothing where it was heard."""
    rows = session.execute(
        select(FailedFetch.period_id, FailedFetch.problem)
        .join(BillingPeriod, BillingPeriod.id == FailedFetch.period_id)
        .where(FailedFetch.period_id.in_(period_ids), FailedFetch.asked_at == BillingPeriod.asked_at)
        .order_by(FailedFetch.id.desc())
    )
    return _grouped((period_id, problem) for period_id, problem in rows if problem)


def _files(session: Session, workspace_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[FileSetAside]]:
    waiting = (FileSetAside.state == SET_ASIDE, FileSetAside.may_be_awaited)
    of_these = select(FileSetAside).where(FileSetAside.workspace_id.in_(workspace_ids), *waiting)
    files = session.scalars(of_these.order_by(FileSetAside.received_at, FileSetAside.id))
    return _grouped((file.workspace_id, file) for file in files)


def _grouped(pairs: Iterable[tuple[UUID, Any]]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
