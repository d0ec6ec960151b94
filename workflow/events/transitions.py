"""The one door for state: a conditional update and its history, for one row or for five hundred."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import update
from sqlalchemy.orm import Mapped, Session
from sqlalchemy.orm.attributes import set_committed_value

from workflow.base import Base, Id
from workflow.events.event import SYSTEM, Happened, record


class Stateful(Base):
    """A row with a state that changes only through `move`."""

    __abstract__ = True

    NOUN: ClassVar[str]
    MOVES: ClassVar[Mapping[str, frozenset[str]]]
    """For each state, those it can be reached from."""

    id: Mapped[Id]
    workspace_id: Mapped[UUID]
    state: Mapped[str]


Thing = TypeVar("Thing", bound=Stateful)


def move(  # noqa: PLR0913  # the door asks what history must know
    session: Session,
    rows: Sequence[Thing],
    to: str,
    *,
    now: DateTime,
    why: str | Mapping[UUID, str],
    actor: str = SYSTEM,
    also: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
) -> list[Thing]:
    """Move the rows that may still be moved and write their history; gives those that were.

    `why` is one sentence for all or one by id; `also` sets further columns; `data` goes into the event.
    A row that somebody else moved first is left out, so the caller learns who won.
    """
    if not rows:
        return []
    model = type(rows[0])
    condition = (model.id.in_([row.id for row in rows]), model.state.in_(model.MOVES[to]))
    statement = update(model).where(*condition).values(state=to, **(also or {})).returning(model.id)
    moved_ids = set(session.scalars(statement, execution_options={"synchronize_session": False}))
    moved = [row for row in rows if row.id in moved_ids]
    record(session, [_happened(row, to, now, why, actor, data) for row in moved])
    for row in moved:
        for name, value in {"state": to, **(also or {})}.items():
            set_committed_value(row, name, value)
    return moved


def _happened(
    row: Stateful, to: str, now: DateTime, why: str | Mapping[UUID, str], actor: str, data: Mapping[str, Any] | None
) -> Happened:
    reason = why if isinstance(why, str) else why[row.id]
    about = f"{row.NOUN}:{row.id}"
    facts = {"from": row.state, **(data or {})}
    return Happened(row.workspace_id, now, f"{row.NOUN}.{to}", about, reason, actor, facts)
