"""Reading what took the place of a reviewed version: a later revision of it, or the invoice that re-issues it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from notifications.facts import Newer
from notifications.rows import about
from workflow.invoices.document import read_document
from workflow.invoices.invoice import Invoice, Revision
from workflow.invoices.reissues import reissues
from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed
from workflow.reviews.casefile import CaseFile
from workflow.reviews.review import ReviewedRevision

TELL_OF_NEWER = (Kind.CHANGED, Kind.WITHDRAWN)


@dataclass(frozen=True)
class Version:
    """One version of an invoice as it is stored; `is_newest` of its invoice, `review_id` of its newest review."""

    id: UUID
    invoice_id: UUID
    number: int
    state: str
    document: Mapping[str, Any]
    is_newest: bool
    review_id: UUID | None


def newer_versions(session: Session, notices: Sequence[Claimed]) -> Mapping[UUID, Version]:
    """Give, by notice, the version that it tells of: what it names in its part, else the newest one."""
    telling = [notice for notice in notices if notice.kind in TELL_OF_NEWER]
    if not telling:
        return {}
    reviewed = _reviewed(session, about(telling, *TELL_OF_NEWER))
    invoice_ids = {row.invoice_id for rows in reviewed.values() for row in rows}
    new_of = {one.old_id: one.new_id for one in reissues(session, list(invoice_ids))}
    parts = {notice.part for notice in telling if notice.kind == Kind.CHANGED}
    versions = _versions(session, invoice_ids | set(new_of.values()), parts)
    found = {notice.id: _told_of(notice, reviewed.get(notice.about, []), new_of, versions) for notice in telling}
    return {notice_id: version for notice_id, version in found.items() if version}


def newest_of(session: Session, case: CaseFile) -> Mapping[UUID, Version]:
    """Give, by reviewed invoice, the newest version of it, or of the invoice that was issued instead."""
    invoice_ids = {one.invoice_id for one in case.invoices}
    new_of = {one.old_id: one.new_id for one in reissues(session, list(invoice_ids))}
    newest = {one.invoice_id: one for one in _versions(session, invoice_ids | set(new_of.values()), set())}
    found = {invoice_id: newest.get(new_of.get(invoice_id, invoice_id)) for invoice_id in invoice_ids}
    return {invoice_id: version for invoice_id, version in found.items() if version}


def newer(version: Version, cases: Mapping[UUID, CaseFile]) -> Newer:
    """Lay a version out for a letter, with the review that was opened of it."""
    review = cases.get(version.review_id) if version.review_id else None
    return Newer(read_document(version.document), version.number, version.state, review)


def _reviewed(session: Session, review_ids: set[UUID]) -> Mapping[UUID, list[ReviewedRevision]]:
    rows = session.scalars(select(ReviewedRevision).where(ReviewedRevision.review_id.in_(review_ids))).all()
    return {review_id: [row for row in rows if row.review_id == review_id] for review_id in review_ids}


def _versions(session: Session, invoice_ids: set[UUID], parts: set[str]) -> list[Version]:
    """Read the newest version of each invoice, and those that a part names by number or id."""
    columns = (Revision.id, Revision.invoice_id, Revision.number, Revision.state, Revision.document)
    is_newest = Revision.number == Invoice.revision
    numbers = [int(part) for part in parts if not _names_an_id(part)]
    ids = [UUID(part) for part in parts if _names_an_id(part)]
    rows = session.execute(
        select(*columns, is_newest.label("is_newest"), ReviewedRevision.review_id)
        .join(Invoice, Invoice.id == Revision.invoice_id)
        .outerjoin(ReviewedRevision, ReviewedRevision.revision_id == Revision.id)
        .where(or_(Revision.id.in_(ids), Revision.invoice_id.in_(invoice_ids)))
        .where(or_(Revision.id.in_(ids), Revision.number.in_(numbers), is_newest))
        .order_by(ReviewedRevision.review_id)
    )
    return list({row.id: Version(**row._asdict()) for row in rows}.values())


def _told_of(
    notice: Claimed, reviewed: Sequence[ReviewedRevision], new_of: Mapping[UUID, UUID], versions: Sequence[Version]
) -> Version | None:
    if notice.kind == Kind.CHANGED and _names_an_id(notice.part):
        return next((one for one in versions if one.id == UUID(notice.part)), None)
    if notice.kind == Kind.CHANGED:
        ids = {row.invoice_id for row in reviewed}
        return next((one for one in versions if one.invoice_id in ids and one.number == int(notice.part)), None)
    newest = {one.invoice_id: one for one in versions if one.is_newest}
    latest = [(row.revision_id, newest.get(new_of.get(row.invoice_id, row.invoice_id))) for row in reviewed]
    return next((found for asked_about, found in latest if found and found.id != asked_about), None)


def _names_an_id(part: str) -> bool:
    """Tell an id, which has 32 digits, from the number of a revision."""
    return len(part) == len(UUID(int=0).hex)
