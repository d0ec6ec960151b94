"""Setting aside: what arrived and cannot be read is kept with its bytes and the reason, never dropped."""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.bulk import insert_new
from workflow.events.event import Happened, record
from workflow.invoices.invoice import FileSetAside
from workflow.invoices.source import SetAside
from workflow.people.workspace import Workspace


def keep_aside(session: Session, workspace: Workspace, files: Sequence[SetAside], now: DateTime) -> None:
    """Keep what could not be read, once for the same bytes, with the reason and a line of history for what is new."""
    if not files:
        return
    hashes = {hashlib.sha256(file.content).hexdigest(): file for file in files}
    there = select(FileSetAside.sha256).where(
        FileSetAside.workspace_id == workspace.id, FileSetAside.sha256.in_(list(hashes))
    )
    known = set(session.scalars(there))
    new = {sha256: file for sha256, file in hashes.items() if sha256 not in known}
    insert_new(session, FileSetAside, [_aside_row(workspace.id, sha256, file, now) for sha256, file in new.items()])
    about = f"workspace:{workspace.id}"
    record(
        session,
        [
            Happened(workspace.id, now, "file.set_aside", about, f"{file.name}: {file.reason}", data={"sha256": sha256})
            for sha256, file in new.items()
        ],
    )


def _aside_row(workspace_id: UUID, sha256: str, file: SetAside, now: DateTime) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "name": file.name,
        "reason": file.reason,
        "sha256": sha256,
        "content": file.content,
        "received_at": now,
    }
