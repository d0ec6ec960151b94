"""Reading what letters say: a fixed number of statements for any number of notices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifications.facts import (
    CodeFacts,
    PeriodFacts,
    Reader,
    ReviewFacts,
    SeatLink,
    Told,
    WorkspaceFacts,
    WorkspaceState,
)
from notifications.figures import Figures
from notifications.letters.summary import open_seats
from notifications.links import act_url, sign
from notifications.message import Attachment
from workflow.decisions.gathering import case_files
from workflow.invoices.invoice import Invoice, Revision
from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed
from workflow.people.identity import SignInCode
from workflow.people.person import Person
from workflow.people.signin import digits
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod
from workflow.reviews.casefile import CaseFile
from workflow.reviews.review import Assignment

ABOUT_WORKSPACES = (Kind.CONNECTOR, Kind.SET_ASIDE)
ABOUT_OTHERS = (Kind.MISSING, Kind.CODE, *ABOUT_WORKSPACES)


@dataclass(frozen=True)
class Place:
    """Where the pages are and which keys sign what leads there; the first key signs."""

    base_url: str
    keys: tuple[bytes, ...]


@dataclass(frozen=True)
class Shelf:
    """Everything that was read for one batch, by id."""

    people: Mapping[UUID, Person]
    workspaces: Mapping[UUID, Workspace]
    cases: Mapping[UUID, CaseFile]
    documents: Mapping[UUID, Attachment]
    periods: Mapping[UUID, BillingPeriod]
    last_numbers: Mapping[UUID, str]
    codes: Mapping[UUID, SignInCode]
    reviews_of_seats: Mapping[UUID, UUID]


class NothingToTellError(LookupError):
    """What a notice speaks of is not there; the message says what."""


def gather(session: Session, notices: Sequence[Claimed]) -> Shelf:
    """Read what the letters of these notices say."""
    reviews_of_seats = _reviews_of_seats(session, _about(notices, Kind.CODE))
    review_ids = {notice.about for notice in notices if notice.kind not in ABOUT_OTHERS}
    cases = case_files(session, sorted({*review_ids, *reviews_of_seats.values()}))
    carried = [cases[review_id] for review_id in _about(notices, Kind.RELEASED) if review_id in cases]
    return Shelf(
        people=_by_id(session, Person, {notice.person_id for notice in notices if notice.person_id}),
        workspaces=_by_id(session, Workspace, {notice.workspace_id for notice in notices}),
        cases=cases,
        documents=_documents(session, carried),
        periods=_by_id(session, BillingPeriod, _about(notices, Kind.MISSING)),
        last_numbers=_last_numbers(session, {n.workspace_id for n in notices if n.kind == Kind.MISSING}),
        codes=_by_id(session, SignInCode, {UUID(n.data["code_id"]) for n in notices if n.kind == Kind.CODE}),
        reviews_of_seats=reviews_of_seats,
    )


def facts_of(notice: Claimed, shelf: Shelf, place: Place, now: DateTime, wall: DateTime) -> Told:
    """Lay out what one letter may know; raises NothingToTellError."""
    workspace = _there(shelf.workspaces, notice.workspace_id, "workspace")
    told = Told(notice, _reader(notice, shelf, workspace), now, wall, place.base_url)
    if notice.kind == Kind.MISSING:
        return _period_facts(told, shelf, workspace)
    if notice.kind in ABOUT_WORKSPACES:
        return WorkspaceFacts(**vars(told), workspace=_state_of(workspace))
    if notice.kind == Kind.CODE:
        return _code_facts(told, shelf, workspace, place)
    return _review_facts(told, shelf, place)


def _reader(notice: Claimed, shelf: Shelf, workspace: Workspace) -> Reader:
    if notice.person_id is None:
        return Reader(notice.address or "", figures=Figures(workspace.timezone))
    person = _there(shelf.people, notice.person_id, "person")
    figures = Figures(person.timezone or workspace.timezone, person.locale)
    return Reader(person.email, person.name, figures, person.id, is_active=person.active)


def _review_facts(told: Told, shelf: Shelf, place: Place) -> ReviewFacts:
    case = _there(shelf.cases, told.notice.about, "review")
    its = [shelf.documents[one.revision_id] for one in case.invoices if one.revision_id in shelf.documents]
    return ReviewFacts(**vars(told), case=case, links=_links(case, told.reader, place), documents=tuple(its))


def _links(case: CaseFile, reader: Reader, place: Place) -> tuple[SeatLink, ...]:
    mine = {link.assignment_id: link for link in case.links if link.person_id == reader.person_id}
    return tuple(
        SeatLink(seat.role, act_url(place.base_url, sign(mine[seat.assignment_id], place.keys)))
        for seat in open_seats(case, reader.person_id)
        if seat.assignment_id in mine
    )


def _period_facts(told: Told, shelf: Shelf, workspace: Workspace) -> PeriodFacts:
    period = _there(shelf.periods, told.notice.about, "billing period")
    return PeriodFacts(
        **vars(told),
        workspace=_state_of(workspace),
        state=period.state,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        next_rung=period.chase_rung,
        next_at=period.chase_at,
        last_number=shelf.last_numbers.get(workspace.id),
    )


def _code_facts(told: Told, shelf: Shelf, workspace: Workspace, place: Place) -> CodeFacts:
    code = _there(shelf.codes, UUID(told.notice.data["code_id"]), "sign-in code")
    review_id = _there(shelf.reviews_of_seats, told.notice.about, "assignment")
    return CodeFacts(
        **vars(told),
        digits=digits(code.id, place.keys[0]),
        expires_at=code.expires_at,
        used=code.used_at is not None,
        review_id=review_id,
        numbers=_there(shelf.cases, review_id, "review").numbers,
        workspace_name=workspace.name,
    )


def _state_of(workspace: Workspace) -> WorkspaceState:
    return WorkspaceState(
        key=workspace.key,
        name=workspace.name,
        account=workspace.account,
        vendor_support=workspace.vendor_support,
        connection=workspace.connection,
        connection_since=workspace.connection_since,
        connection_problem=workspace.connection_problem,
        last_success_at=workspace.last_success_at,
        plans=tuple(workspace.plans),
    )


def _there(shelf: Mapping[UUID, Any], key: UUID, noun: str) -> Any:
    if key not in shelf:
        raise NothingToTellError(f"the {noun} {key} is not there")
    return shelf[key]


def _about(notices: Iterable[Claimed], kind: Kind) -> set[UUID]:
    return {notice.about for notice in notices if notice.kind == kind}


def _by_id(session: Session, model: Any, ids: set[UUID]) -> dict[UUID, Any]:
    if not ids:
        return {}
    return {row.id: row for row in session.scalars(select(model).where(model.id.in_(ids)))}


def _reviews_of_seats(session: Session, seat_ids: set[UUID]) -> dict[UUID, UUID]:
    if not seat_ids:
        return {}
    rows = session.execute(select(Assignment.id, Assignment.review_id).where(Assignment.id.in_(seat_ids)))
    return {row.id: row.review_id for row in rows}


def _documents(session: Session, cases: Sequence[CaseFile]) -> dict[UUID, Attachment]:
    ids = [invoice.revision_id for case in cases for invoice in case.invoices]
    if not ids:
        return {}
    columns = (Revision.id, Revision.file_name, Revision.media_type, Revision.content)
    rows = session.execute(select(*columns).where(Revision.id.in_(ids)))
    return {row.id: Attachment(row.file_name, row.media_type, row.content) for row in rows}


def _last_numbers(session: Session, workspace_ids: set[UUID]) -> dict[UUID, str]:
    """Find the number of the invoice of each workspace's latest invoiced period."""
    if not workspace_ids:
        return {}
    newest_first = (BillingPeriod.starts_at.desc(), Invoice.id.desc())
    place = func.row_number().over(partition_by=Invoice.workspace_id, order_by=newest_first).label("place")
    ranked = (
        select(Invoice.workspace_id, Invoice.number, place)
        .join(BillingPeriod, BillingPeriod.id == Invoice.period_id)
        .where(Invoice.workspace_id.in_(workspace_ids))
        .subquery()
    )
    rows = session.execute(select(ranked.c.workspace_id, ranked.c.number).where(ranked.c.place == 1))
    return {row.workspace_id: row.number for row in rows}
