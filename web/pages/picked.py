"""Approving several review tasks together: ticked in the inbox, looked through once, then decided one by one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from web.desk import AtDesk, Desk
from web.pages.door import OLD_FORM
from web.pages.frame import frame
from web.pages.inbox import AT_ONCE, INBOX, form_id, inbox_page, row_of
from web.pages.member import Member, member
from web.pages.mine import Asked, known_of, tasks_called
from web.templating import page as made
from web.turns import in_turn
from web.views.case import ROLES
from web.views.tasks import TaskRow
from workflow.decisions.checklist import attestations
from workflow.decisions.decide import Answer, Changed, Refused, decide
from workflow.people.person import REVIEWERS
from workflow.people.signin import known

router = APIRouter(include_in_schema=False)

FORBIDDEN, CONFLICT, INCOMPLETE = 403, 409, 422
NOTHING_TICKED = "Nothing was approved: tick what you want to approve first."
NOT_ATTESTED = "Nothing was approved yet. Tick each statement that you attest, then approve."
CHANGED = "It changed since you looked at it. Look at it on its own page."

Several = Annotated[list[str] | None, Form()]
Field = Annotated[str, Form()]


@dataclass(frozen=True)
class Picked:
    """A review task that was ticked: its line, and the hash of what the person sees of it."""

    asked: Asked
    row: TaskRow

    @property
    def value(self) -> str:
        """Give what the form sends: which task, and what was shown of it."""
        return f"{self.row.id}:{self.asked.case.shown}"


@dataclass(frozen=True)
class Taken:
    """What came of one review task: `why` it was not approved, empty where it was."""

    row: TaskRow
    why: str


@router.post("/approve")
def look_through(request: Request, desk: AtDesk, task: Several = None, csrf: Field = "") -> Response:
    """List what was ticked for one confirmation; nothing is decided yet."""
    with desk.readers() as session:
        me = member(session, desk, request, INBOX)
        if not me.sent(desk, form_id(me), csrf):
            return inbox_page(session, desk, me, status=FORBIDDEN, problem=OLD_FORM)
        found = _ticked(session, desk, me, task or ())
        if not found:
            return inbox_page(session, desk, me, status=INCOMPLETE, problem=NOTHING_TICKED)
        return _confirmation(desk, me, found)


@router.post("/approve/confirmed")
def approve(request: Request, desk: AtDesk, task: Several = None, attest: Several = None, csrf: Field = "") -> Response:
    """Decide each by itself, as its own page would; what changed since it was listed is left out and said."""
    with desk.readers() as session:
        me = member(session, desk, request, INBOX)
        if not me.sent(desk, form_id(me), csrf):
            return inbox_page(session, desk, me, status=FORBIDDEN, problem=OLD_FORM)
        found = _ticked(session, desk, me, task or ())
        if not found:
            return inbox_page(session, desk, me, status=INCOMPLETE, problem=NOTHING_TICKED)
        if any(value not in (attest or ()) for _, its in _checklists(found) for value, _ in its):
            return _confirmation(desk, me, found, INCOMPLETE, attest or ())
        answers = [_answer(session, desk, me, one, task or (), attest or ()) for one in found]
    taken = [
        Taken(one.row, one.row.alone or _decided(desk, answer)) for one, answer in zip(found, answers, strict=True)
    ]
    done = [one.asked for one, it in zip(found, taken, strict=True) if not it.why]
    return made("approved.html", frame=frame(desk, me, INBOX), taken=taken, totals=_totals(done, me))


def _ticked(session: Session, desk: Desk, me: Member, values: Sequence[str]) -> list[Picked]:
    """Read what was ticked, by the ids of the tasks; what is none, or was never this person's, is left out."""
    ids = [found for one in values[:AT_ONCE] if (found := _an_id(one.partition(":")[0]))]
    known_tasks = known_of(session, desk, tasks_called(session, me.person, ids))
    return [Picked(one, row_of(one, me, desk.now())) for one in known_tasks]


def _an_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _confirmation(
    desk: Desk, me: Member, found: Sequence[Picked], status: int = 200, attested: Collection[str] = ()
) -> Response:
    """Make the page that lists what will be approved, and what will not and why."""
    clean = [one for one in found if not one.row.alone]
    return made(
        "approve.html",
        status,
        frame=frame(desk, me, INBOX),
        clean=clean,
        left=[one.row for one in found if one.row.alone],
        totals=_totals([one.asked for one in clean], me),
        checklists=_checklists(found),
        attested=attested,
        problem=NOT_ATTESTED if status == INCOMPLETE else "",
        csrf=me.key(desk, form_id(me)),
    )


def _checklists(found: Iterable[Picked]) -> list[tuple[str, Sequence[tuple[str, str]]]]:
    """Give what is attested as each role, by its name, once however many tasks there are."""
    roles = {one.asked.role for one in found if not one.row.alone}
    return [(ROLES[role], attestations(role)) for role in REVIEWERS if role in roles]


def _totals(found: Iterable[Asked], me: Member) -> list[str]:
    """Sum what is approved, by currency."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in found:
        if one.case.total:
            sums[one.case.total[1]] += one.case.total[0]
    return [me.own.money(total, currency) for currency, total in sorted(sums.items())]


def _answer(  # all of it is part of one answer
    session: Session, desk: Desk, me: Member, one: Picked, sent: Sequence[str], attested: Sequence[str]
) -> Answer:
    """Make the answer to one task, with the hash of what was listed of it."""
    shown = dict(value.partition(":")[::2] for value in sent)
    return Answer(
        link_id=one.asked.link_id,
        person_id=me.person.id,
        answer="approve",
        reason=None,
        attested=tuple(attested),
        shown=shown.get(f"{one.row.id}", ""),
        known_by=known(session, me.person.id, one.asked.link_id, me.cookie, desk.wall()) or "",
    )


def _decided(desk: Desk, answer: Answer) -> str:
    """Decide in a transaction of its own; gives why it was not taken, or nothing."""
    return in_turn(desk, lambda session: _take(session, desk, answer))


def _take(session: Session, desk: Desk, answer: Answer) -> str:
    try:
        decide(session, answer, desk.now())
    except Changed:
        return CHANGED
    except Refused as error:
        return str(error)
    session.commit()
    return ""
