"""Which files set aside a person may see, read from the database for the pages about them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from web.pages.door import NOT_FOUND
from web.pages.member import Member
from workflow.invoices.invoice import SET_ASIDE, FileSetAside
from workflow.people.person import Person

AT_ONCE = 50


def visible(me: Member) -> ColumnElement[bool]:
    """Say which files these are: those of their workspaces, strangers' mails only where they may act."""
    ids = [workspace.id for workspace in me.workspaces]
    ours = or_(FileSetAside.may_be_awaited, FileSetAside.workspace_id.in_(me.acting))
    return and_(FileSetAside.workspace_id.in_(ids), ours)


def files_seen(session: Session, me: Member, page: int) -> Sequence[tuple[FileSetAside, str | None]]:
    """Give the files of a page with who settled them: what waits comes first, a stranger's after ours."""
    waits = case((FileSetAside.state != SET_ASIDE, 2), (FileSetAside.may_be_awaited, 0), else_=1)
    rows = session.execute(
        select(FileSetAside, Person.name)
        .outerjoin(Person, Person.id == FileSetAside.settled_by)
        .where(visible(me))
        .order_by(waits, FileSetAside.received_at.desc(), FileSetAside.id.desc())
        .limit(AT_ONCE)
        .offset(AT_ONCE * (page - 1))
    )
    return [(file, name) for file, name in rows]


def file_seen(session: Session, me: Member, file_id: UUID, *, lock: bool = False) -> tuple[FileSetAside, str | None]:
    """Give one file with who settled it; the 404 that is always the same for one that the person may not see."""
    its = select(FileSetAside).where(FileSetAside.id == file_id, visible(me))
    file = session.scalar(its.with_for_update() if lock else its)
    if file is None:
        raise HTTPException(NOT_FOUND)
    settled_by = session.get(Person, file.settled_by) if file.settled_by else None
    return file, settled_by.name if settled_by else None
