"""What keeps people from being asked, for admins: sources that cannot be heard, mails that wait, empty seats."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.figures import Figures
from web.desk import Desk
from web.pages.member import Member
from web.views.ledger import Connection, connection
from web.views.moments import At, brief
from web.views.trail import mail_about
from workflow.coverage.gathering import holes_in
from workflow.coverage.holes import Hole
from workflow.invoices.document import CoveredPeriod
from workflow.invoices.source import Completeness
from workflow.notices.notice import Delivery, Kind, Notice
from workflow.people.person import Person
from workflow.people.pools import Staff
from workflow.people.workspace import Workspace
from workflow.setup.effective import effective_policy

MOST = 10
UNHEARD = (Completeness.BROKEN, Completeness.INCOMPLETE)


@dataclass(frozen=True)
class Unheard:
    """A workspace whose source does not answer as it should."""

    workspace: str
    connection: Connection


@dataclass(frozen=True)
class Stuck:
    """A mail that did not go out: to whom, about what, since when, and what the mail server said."""

    to: str
    about: str
    state: str
    posted: At
    problem: str


@dataclass(frozen=True)
class Empty:
    """Days on which nobody would be found for a seat in these workspaces, and why."""

    workspaces: str
    role: str
    days: str
    why: str


@dataclass(frozen=True)
class Troubles:
    """All of it, the first few of each."""

    unheard: Sequence[Unheard]
    stuck: Sequence[Stuck]
    empty: Sequence[Empty]


def troubles(session: Session, desk: Desk, me: Member, everybody: Staff) -> Troubles:
    """Gather what is wrong in the workspaces that a member administers."""
    led = [one for one in me.workspaces if one.id in me.led]
    return Troubles(
        [Unheard(one.name, connection(one, me.writes(one), acts=True)) for one in led if one.connection in UNHEARD],
        _stuck(session, me, led),
        _empty(session, desk, me, led, everybody),
    )


def _stuck(session: Session, me: Member, led: Sequence[Workspace]) -> list[Stuck]:
    """List the mails that the mail server did not take, the newest first."""
    theirs = (Notice.workspace_id.in_([one.id for one in led]), Notice.problem.is_not(None))
    lasting = Notice.kind != Kind.CODE  # a code is asked for anew
    waiting = Notice.state.in_((Delivery.DUE, Delivery.SENDING, Delivery.FAILED))
    rows = session.execute(
        select(Notice, Person.name)
        .outerjoin(Person, Person.id == Notice.person_id)
        .where(*theirs, lasting, waiting)
        .order_by(Notice.posted_at.desc(), Notice.id)
        .limit(MOST)
    )
    return [
        Stuck(
            name or one.address or "nobody", mail_about(one), one.state, brief(me.own, one.posted_at), one.problem or ""
        )
        for one, name in rows
    ]


def _empty(session: Session, desk: Desk, me: Member, led: Sequence[Workspace], everybody: Staff) -> list[Empty]:
    """Look ahead, as `countersign status` does."""
    found = holes_in(session, led, everybody, effective_policy(session, desk.base_policy))
    alike: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for hole in [hole for one in led for hole in found[one.id]]:
        alike[hole.role, _days(hole, me.own), me.own.dated(hole.why)].append(hole.name)
    return [Empty(_named(names), *alike_in) for alike_in, names in list(alike.items())[:MOST]]


def _named(names: Sequence[str]) -> str:
    """Name workspaces, the first few of many."""
    more = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" and {more} more" if more > 0 else "")


def _days(hole: Hole, writes: Figures) -> str:
    return writes.days(CoveredPeriod(starts_on=hole.first_on, ends_on=hole.last_on))
