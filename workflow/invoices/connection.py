"""The connection of a workspace: a source that cannot be heard is told to the admins, and not taken for silent."""

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.events.event import Happened, record
from workflow.invoices.source import Completeness, Fetched
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Role
from workflow.people.pools import directory
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod, FailedFetch

TELL_AFTER_HOURS = 24


def note_answer(session: Session, period: BillingPeriod, fetched: Fetched, now: DateTime) -> None:
    """Keep how complete an answer was, and with the vendor's id of the request why it was not."""
    period.asked_at, period.answered, period.fetch_position = now, fetched.state, fetched.position
    if fetched.state != Completeness.COMPLETE:
        session.add(
            FailedFetch(
                workspace_id=period.workspace_id,
                period_id=period.id,
                asked_at=now,
                state=fetched.state,
                problem=fetched.problem,
                request_id=fetched.request_id,
            )
        )


def note_connection(session: Session, workspace: Workspace, now: DateTime) -> None:
    """Note whether a workspace's source can be heard, and tell the admins when it cannot.

    It can when the last answer for every period that is still asked about was complete; else the worst of them counts.
    """
    state = _worst_answer(session, workspace)
    failure = _newest_failure(session, workspace, state)
    if workspace.connection != state:
        record(session, [_connection_event(workspace, state, failure, now)])
        workspace.connection, workspace.connection_since = state, now
    workspace.connection_problem = failure.problem if failure else None
    if state != Completeness.COMPLETE and _worth_telling(workspace, now):
        _tell_admins(session, workspace, now)


def _worst_answer(session: Session, workspace: Workspace) -> Completeness:
    asked = (BillingPeriod.workspace_id == workspace.id, BillingPeriod.fetch_at.is_not(None))
    answered = select(BillingPeriod.answered).where(*asked, BillingPeriod.answered.is_not(None)).distinct()
    answers = set(session.scalars(answered))
    bad = (Completeness.BROKEN, Completeness.INCOMPLETE)
    return next((state for state in bad if state in answers), Completeness.COMPLETE)


def _newest_failure(session: Session, workspace: Workspace, state: Completeness) -> FailedFetch | None:
    if state == Completeness.COMPLETE:
        return None
    its = (FailedFetch.workspace_id == workspace.id, FailedFetch.state == state)
    return session.scalar(select(FailedFetch).where(*its).order_by(FailedFetch.id.desc()).limit(1))


def _connection_event(workspace: Workspace, state: str, failure: FailedFetch | None, now: DateTime) -> Happened:
    why = (failure and failure.problem) or "the source answered completely"
    data = {"from": workspace.connection, "request_id": failure.request_id if failure else None}
    return Happened(workspace.id, now, f"connection.{state}", f"workspace:{workspace.id}", why, data=data)


def _worth_telling(workspace: Workspace, now: DateTime) -> bool:
    """Tell of a broken connector at once, of one that stays incomplete after a day."""
    since = workspace.connection_since or now
    return workspace.connection == Completeness.BROKEN or now >= since.add(hours=TELL_AFTER_HOURS)


def _tell_admins(session: Session, workspace: Workspace, now: DateTime) -> None:
    since = workspace.connection_since or now
    a_day_later = since.add(hours=TELL_AFTER_HOURS)
    # One that comes and goes is told of once a day, and one that stays so is told of once more.
    part = (a_day_later if now >= a_day_later else since).format("YYYY-MM-DD")
    admins = directory(session).holders(workspace, Role.ADMIN)
    data = {"state": workspace.connection, "problem": workspace.connection_problem}
    post(
        session,
        [ToTell(workspace.id, Kind.CONNECTOR, workspace.id, part, now, admin.id, data=data) for admin in admins],
    )
