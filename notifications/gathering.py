"""Reading what letters say: a fixed number of statements for any number of notices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.arrivals import ArrivalShelf, connection_facts, file_facts, read_arrivals
from notifications.before import again
from notifications.coverage import coverage_facts
from notifications.digests import DigestShelf, digest_facts, read_digests
from notifications.facts import CodeFacts, Questioned, Reader, ReviewFacts, Told, WorkspaceState
from notifications.figures import Figures
from notifications.givable import givable
from notifications.health import HealthShelf, health_facts, read_health
from notifications.message import Attachment
from notifications.missing import MissingShelf, period_facts, read_missing
from notifications.newer import Version, newer, newer_versions
from notifications.pages import Place, questioned, seat_links
from notifications.rows import about, by_id, there
from notifications.runs import RunShelf, read_runs, run_facts
from notifications.undelivered import UndeliveredShelf, read_undelivered, undelivered_facts
from workflow.decisions.gathering import case_files
from workflow.invoices.invoice import Revision
from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed
from workflow.people.identity import SignInCode
from workflow.people.person import Person
from workflow.people.signin import digits
from workflow.people.workspace import Workspace
from workflow.reviews.casefile import CaseFile
from workflow.reviews.review import Assignment

OVER_WORKSPACES = (Kind.HEALTH, Kind.COVERAGE, Kind.RUN, Kind.DIGEST)
"""What one person is told over all workspaces that are theirs."""
ABOUT_OTHERS = (Kind.MISSING, Kind.CODE, Kind.CONNECTOR, Kind.SET_ASIDE, Kind.UNDELIVERED, *OVER_WORKSPACES)


@dataclass(frozen=True)
class Shelf:
    """Everything that was read for one batch, by id."""

    people: Mapping[UUID, Person]
    workspaces: Mapping[UUID, Workspace]
    cases: Mapping[UUID, CaseFile]
    documents: Mapping[UUID, Attachment]
    newer: Mapping[UUID, Version]
    missing: MissingShelf
    arrivals: ArrivalShelf
    health: HealthShelf
    digests: DigestShelf
    runs: RunShelf
    undelivered: UndeliveredShelf
    codes: Mapping[UUID, SignInCode]
    again: frozenset[UUID]
    givable: frozenset[UUID]
    reviews_of_seats: Mapping[UUID, UUID]


def gather(session: Session, notices: Sequence[Claimed], now: DateTime) -> Shelf:
    """Read what the letters of these notices say."""
    reviews_of_seats = _reviews_of_seats(session, about(notices, Kind.CODE))
    newer_by_notice = newer_versions(session, notices)
    about_reviews = [notice for notice in notices if notice.kind not in ABOUT_OTHERS]
    review_ids = {notice.about for notice in about_reviews}
    their_reviews = {one.review_id for one in newer_by_notice.values() if one.review_id}
    digests = read_digests(session, notices)
    wanted = {*review_ids, *their_reviews, *reviews_of_seats.values(), *digests.reviews}
    cases = case_files(session, sorted(wanted))
    carried = [cases[review_id] for review_id in about(notices, Kind.RELEASED) if review_id in cases]
    return Shelf(
        people=by_id(session, Person, {notice.person_id for notice in notices if notice.person_id}),
        workspaces=by_id(session, Workspace, {notice.workspace_id for notice in notices}),
        cases=cases,
        documents=_documents(session, carried),
        newer=newer_by_notice,
        missing=read_missing(session, notices),
        arrivals=read_arrivals(session, notices),
        health=read_health(session, notices),
        digests=digests,
        runs=read_runs(session, notices),
        undelivered=read_undelivered(session, notices),
        codes=by_id(session, SignInCode, {UUID(n.data["code_id"]) for n in notices if n.kind == Kind.CODE}),
        again=again(session, about_reviews),
        givable=givable(session, about_reviews, now),
        reviews_of_seats=reviews_of_seats,
    )


def facts_of(notice: Claimed, shelf: Shelf, place: Place, now: DateTime, wall: DateTime) -> Told:
    """Lay out what one letter may know; raises NothingToTellError."""
    workspace = there(shelf.workspaces, notice.workspace_id, "workspace")
    told = Told(notice, _reader(notice, shelf, workspace), now, wall, place.base_url)
    if notice.kind == Kind.MISSING:
        return period_facts(told, shelf.missing, _state_of(workspace))
    if notice.kind == Kind.CONNECTOR:
        return connection_facts(told, shelf.arrivals, _state_of(workspace))
    if notice.kind == Kind.SET_ASIDE:
        return file_facts(told, shelf.arrivals, _state_of(workspace))
    if notice.kind == Kind.UNDELIVERED:
        return undelivered_facts(told, shelf.undelivered, _state_of(workspace))
    if notice.kind in OVER_WORKSPACES:
        return _facts_over_workspaces(told, shelf, place)
    if notice.kind == Kind.CODE:
        return _code_facts(told, shelf, workspace, place)
    return _review_facts(told, shelf, place)


def _facts_over_workspaces(told: Told, shelf: Shelf, place: Place) -> Told:
    if told.notice.kind == Kind.HEALTH:
        return health_facts(told, shelf.health)
    if told.notice.kind == Kind.COVERAGE:
        return coverage_facts(told)
    if told.notice.kind == Kind.RUN:
        return run_facts(told, shelf.runs)
    return digest_facts(told, shelf.digests, shelf.cases, place)


def _reader(notice: Claimed, shelf: Shelf, workspace: Workspace) -> Reader:
    if notice.person_id is None:
        return Reader(notice.address or "", figures=Figures(workspace.timezone))
    person = there(shelf.people, notice.person_id, "person")
    figures = Figures(person.timezone or workspace.timezone, person.locale)
    return Reader(person.email, person.name, figures, person.id, is_active=person.active)


def _review_facts(told: Told, shelf: Shelf, place: Place) -> ReviewFacts:
    case = there(shelf.cases, told.notice.about, "review")
    its = [shelf.documents[one.revision_id] for one in case.invoices if one.revision_id in shelf.documents]
    version = shelf.newer.get(told.notice.id)
    return ReviewFacts(
        **vars(told),
        case=case,
        links=seat_links(case, told.reader, place),
        documents=tuple(its),
        newer=newer(version, shelf.cases) if version else None,
        question=_question(told, case, place),
        can_be_given=told.notice.id in shelf.givable,
        again=told.notice.id in shelf.again,
    )


def _question(told: Told, case: CaseFile, place: Place) -> Questioned | None:
    if told.notice.kind not in {Kind.QUESTION, Kind.ANSWER}:
        return None
    return questioned(case, UUID(told.notice.part), told.reader, place)


def _code_facts(told: Told, shelf: Shelf, workspace: Workspace, place: Place) -> CodeFacts:
    code = there(shelf.codes, UUID(told.notice.data["code_id"]), "sign-in code")
    to_sign_in = told.notice.about == workspace.id
    review_id = None if to_sign_in else there(shelf.reviews_of_seats, told.notice.about, "assignment")
    return CodeFacts(
        **vars(told),
        digits=digits(code.id, place.keys[0]),
        expires_at=code.expires_at,
        used=code.used_at is not None,
        review_id=review_id,
        numbers=() if review_id is None else there(shelf.cases, review_id, "review").numbers,
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
