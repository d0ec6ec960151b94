"""Setting aside: what arrived and cannot be read is kept with its bytes and the reason, never dropped."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.bulk import insert_new
from workflow.events.event import Happened, record
from workflow.invoices.invoice import FileSetAside
from workflow.invoices.source import SetAside
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Role
from workflow.people.pools import directory
from workflow.people.workspace import Workspace


def keep_aside(session: Session, workspace: Workspace, files: Sequence[SetAside], now: DateTime) -> None:
    """Keep what could not be read, once for the same bytes, with a line of history and a letter to the admins."""
    if not files:
        return
    hashed = _hashed(files)
    there = select(FileSetAside.sha256).where(
        FileSetAside.workspace_id == workspace.id, FileSetAside.sha256.in_(list(hashed))
    )
    known = set(session.scalars(there))
    new = {sha256: file for sha256, file in hashed.items() if sha256 not in known}
    insert_new(session, FileSetAside, [_row(workspace.id, sha256, file, now) for sha256, file in new.items()])
    record(session, [_happened(workspace.id, sha256, file, now) for sha256, file in new.items()])
    admins = directory(session).holders(workspace, Role.ADMIN) if new else []
    post(session, [_notice(workspace.id, *one, admin.id, now) for one in new.items() for admin in admins])


def unread_since(session: Session, workspace: Workspace, files: Sequence[SetAside], since: DateTime) -> bool:
    """Tell whether one of these files came after a moment: it may be the very invoice that seems to be missing."""
    if not files:
        return False
    newer = select(FileSetAside.id).where(
        FileSetAside.workspace_id == workspace.id,
        FileSetAside.sha256.in_(list(_hashed(files))),
        FileSetAside.received_at >= since,
    )
    return session.scalar(newer.limit(1)) is not None


def _hashed(files: Sequence[SetAside]) -> Mapping[str, SetAside]:
    return {hashlib.sha256(file.content).hexdigest(): file for file in files}


def _row(workspace_id: UUID, sha256: str, file: SetAside, now: DateTime) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "name": file.name,
        "reason": file.reason,
        "sha256": sha256,
        "content": file.content,
        "received_at": now,
    }


def _happened(workspace_id: UUID, sha256: str, file: SetAside, now: DateTime) -> Happened:
    data = {"name": file.name, "sha256": sha256}
    return Happened(workspace_id, now, "file.set_aside", f"workspace:{workspace_id}", file.reason, data=data)


def _notice(workspace_id: UUID, sha256: str, file: SetAside, admin_id: UUID, now: DateTime) -> ToTell:
    data = {"name": file.name, "reason": file.reason}
    return ToTell(workspace_id, Kind.SET_ASIDE, workspace_id, sha256[:16], now, admin_id, data=data)
