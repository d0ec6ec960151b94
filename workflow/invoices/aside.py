"""Setting aside: what arrived and cannot be read is kept with its bytes and the reason, until somebody settles it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.bulk import insert_new
from workflow.events.event import Happened, record
from workflow.events.transitions import move
from workflow.invoices.invoice import DISMISSED, READ, SET_ASIDE, FileSetAside
from workflow.invoices.source import SetAside
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person, Role
from workflow.people.pools import Directory, directory
from workflow.people.workspace import Workspace


class NotWaiting(Exception):
    """Raised for a file that somebody has settled already; the message says how."""


def keep_aside(session: Session, workspace: Workspace, files: Sequence[SetAside], now: DateTime) -> None:
    """Keep what could not be read, once for the same bytes, with a line of history and a letter to the admins."""
    if not files:
        return
    hashed = {hashlib.sha256(file.content).hexdigest(): file for file in files}
    there = select(FileSetAside.sha256).where(
        FileSetAside.workspace_id == workspace.id, FileSetAside.sha256.in_(list(hashed))
    )
    known = set(session.scalars(there))
    new = [_row(workspace.id, sha256, file, now) for sha256, file in hashed.items() if sha256 not in known]
    insert_new(session, FileSetAside, new)
    record(session, [_happened(row) for row in new])
    people = directory(session) if new else Directory({})
    post(session, [_notice(row, reader) for row in new for reader in _readers(people, workspace, row)])


def newest_awaited(session: Session, workspace_ids: Iterable[UUID]) -> Mapping[UUID, DateTime]:
    """Tell when the newest unread thing came to each workspace: it may be the very invoice that seems to be missing."""
    waiting = (FileSetAside.state == SET_ASIDE, FileSetAside.may_be_awaited)
    rows = session.execute(
        select(FileSetAside.workspace_id, func.max(FileSetAside.received_at))
        .where(FileSetAside.workspace_id.in_(list(workspace_ids)), *waiting)
        .group_by(FileSetAside.workspace_id)
    )
    return dict(rows.all())


def set_aside_before(session: Session, workspace_ids: Iterable[UUID]) -> Mapping[UUID, frozenset[str]]:
    """Give the SHA-256 of all that was set aside in each workspace and could not be read since."""
    rows = session.execute(
        select(FileSetAside.workspace_id, FileSetAside.sha256).where(
            FileSetAside.workspace_id.in_(list(workspace_ids)), FileSetAside.state != READ
        )
    )
    found: dict[UUID, set[str]] = {}
    for workspace_id, sha256 in rows:
        found.setdefault(workspace_id, set()).add(sha256)
    return {workspace_id: frozenset(hashes) for workspace_id, hashes in found.items()}


def now_read(session: Session, workspace_id: UUID, hashes: Sequence[str], now: DateTime) -> None:
    """Settle what was set aside and has come again as something that can be read."""
    its = select(FileSetAside).where(FileSetAside.workspace_id == workspace_id, FileSetAside.sha256.in_(hashes))
    files = session.scalars(its.where(FileSetAside.state != READ)).all()
    why = "it came again and could be read"
    move(session, files, READ, now=now, why=why, also={"settled_at": now, "settled_why": why})


def dismiss(session: Session, file: FileSetAside, by: Person, why: str, now: DateTime) -> None:
    """Note that a file is no invoice; raises NotWaiting when somebody has settled it already."""
    settle(session, file, DISMISSED, by, why, now)


def settle(session: Session, file: FileSetAside, to: str, by: Person, why: str, now: DateTime) -> None:
    """Settle a file that waits, in somebody's name; raises NotWaiting when another was faster."""
    also = {"settled_at": now, "settled_by": by.id, "settled_why": why}
    if file.state != SET_ASIDE or not move(session, [file], to, now=now, why=why, actor=by.email, also=also):
        raise NotWaiting("Somebody has settled this file already. Open the list of files set aside again.")


def _row(workspace_id: UUID, sha256: str, file: SetAside, now: DateTime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "workspace_id": workspace_id,
        "state": SET_ASIDE,
        "name": file.name,
        "origin": file.origin,
        "reason": file.reason,
        "sha256": sha256,
        "content": file.content,
        "received_at": now,
        "may_be_awaited": file.may_be_awaited,
    }


def _happened(row: Mapping[str, Any]) -> Happened:
    data = {name: row[name] for name in ("name", "origin", "sha256")}
    return Happened(
        row["workspace_id"], row["received_at"], "file.set_aside", f"file:{row['id']}", row["reason"], data=data
    )


def _readers(people: Directory, workspace: Workspace, row: Mapping[str, Any]) -> list[UUID]:
    """Give who hears of a file: the admins, and finance, who can key it in, if it may be an invoice of ours."""
    roles = (Role.ADMIN, Role.FINANCE) if row["may_be_awaited"] else (Role.ADMIN,)
    return list(dict.fromkeys(person.id for role in roles for person in people.holders(workspace, role)))


def _notice(row: Mapping[str, Any], reader_id: UUID) -> ToTell:
    data = {"file": str(row["id"]), "name": row["name"], "reason": row["reason"], "origin": row["origin"]}
    # Whoever knows the address can send us mail; of strangers a reader hears once a day.
    part = row["sha256"][:16] if row["may_be_awaited"] else row["received_at"].format("[strangers@]YYYY-MM-DD")
    workspace_id = row["workspace_id"]
    return ToTell(workspace_id, Kind.SET_ASIDE, workspace_id, part, row["received_at"], reader_id, data=data)
