"""Reading what the letter about an address that refuses mail says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifications.facts import Told, WorkspaceState
from notifications.rows import by_id, there
from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed
from workflow.people.person import Person
from workflow.reviews.review import OPEN, Assignment


@dataclass(frozen=True)
class UndeliveredFacts(Told):
    """What the letter about an address that refuses mail knows; `said` is the server's answer.

    Of a person: their name, since when, how many open review tasks are `waiting` with them, and whether that `is_over`.
    Of an address of nobody here: the `kind` of the notice that did not arrive.
    """

    workspace: WorkspaceState
    address: str
    said: str
    name: str = ""
    since: DateTime | None = None
    is_over: bool = False
    waiting: int = 0
    kind: str = ""


@dataclass(frozen=True)
class UndeliveredShelf:
    """What was read for one batch: whose mail is refused, and how many review tasks lie with each of them."""

    people: Mapping[UUID, Person]
    waiting: Mapping[UUID, int]


def read_undelivered(session: Session, notices: Sequence[Claimed]) -> UndeliveredShelf:
    """Read the people whom the letters are about; of an address everything stands in the notice."""
    ids = {one.about for one in notices if one.kind == Kind.UNDELIVERED and not one.data}
    if not ids:
        return UndeliveredShelf({}, {})
    seats = select(Assignment.person_id, func.count()).where(Assignment.state == OPEN, Assignment.person_id.in_(ids))
    rows = session.execute(seats.group_by(Assignment.person_id))
    return UndeliveredShelf(by_id(session, Person, ids), {person_id: count for person_id, count in rows if person_id})


def undelivered_facts(told: Told, shelf: UndeliveredShelf, workspace: WorkspaceState) -> UndeliveredFacts:
    """Lay out what one letter may know; raises NothingToTellError."""
    data = told.notice.data
    if data:
        return UndeliveredFacts(
            **vars(told), workspace=workspace, address=data["address"], said=data["problem"], kind=data["kind"]
        )
    person = there(shelf.people, told.notice.about, "person")
    return UndeliveredFacts(
        **vars(told),
        workspace=workspace,
        address=person.email,
        said=person.mail_refusal or "",
        name=person.name,
        since=person.mail_refused_at,
        is_over=person.mail_refused_at is None or not person.active,
        waiting=shelf.waiting.get(person.id, 0),
    )
