"""The first page: what is asked of me, by deadline."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter, Query, Request
from pendulum import DateTime
from sqlalchemy.orm import Session
from starlette.responses import Response

from notifications.figures import zone_name
from web.desk import AtDesk, Desk
from web.pages.door import cookie_of
from web.pages.escalated import waiting_for_admins
from web.pages.frame import frame
from web.pages.member import Member, a_number, member_of
from web.pages.mine import Asked, Task, known_of, person_of, tasks_of
from web.pages.signing import sign_in_page
from web.pages.turning import Turning
from web.templating import page as made
from web.views.case import seat_of
from web.views.tasks import Group, Mine, TaskRow, group_of, grouped, task_row
from workflow.decisions.together import why_alone

router = APIRouter(include_in_schema=False)

INBOX = "/"
AT_ONCE = 40
"""Review tasks on one page, so that it stays light."""

Number = Annotated[str, Query()]


@router.get(INBOX)
def inbox(request: Request, desk: AtDesk, page: Number = "1") -> Response:
    """List the open review tasks of the person whom this browser belongs to; a stranger is asked to sign in."""
    with desk.readers() as session:
        person = person_of(session, desk, request)
        if person is None:
            return sign_in_page()
        me = member_of(session, person, cookie_of(desk, request))
        return inbox_page(session, desk, me, a_number(page))


def inbox_page(
    session: Session, desk: Desk, me: Member, page: int = 1, status: int = 200, problem: str = ""
) -> Response:
    """Make the page; `problem` says why nothing was approved."""
    tasks, now = tasks_of(session, me.person), desk.now()
    turning = Turning(page, -(-len(tasks) // AT_ONCE))
    shown = tasks[AT_ONCE * (page - 1) : AT_ONCE * page]
    groups = _groups(tasks, known_of(session, desk, shown), me, now)
    return made(
        "inbox.html",
        status,
        frame=frame(desk, me, INBOX),
        groups=groups,
        count=len(tasks),
        clean=sum(not row.alone for group in groups for row in group.rows),
        waiting=waiting_for_admins(session, me, now) if me.led else 0,
        turning=turning,
        zone=zone_name(me.own.timezone),
        csrf=me.key(desk, form_id(me)),
        problem=problem,
    )


def form_id(me: Member) -> UUID:
    """Name the form by which several review tasks are approved, which is about none of them alone."""
    return uuid5(me.person.id, INBOX)


def row_of(one: Asked, me: Member, now: DateTime) -> TaskRow:
    """Lay out one review task of a member."""
    seat = seat_of(one.case, one.assignment_id)
    return task_row(Mine(one.case, seat, one.path, why_alone(one.case, seat, me.person.id)), me.own, now)


def _groups(tasks: Sequence[Task], shown: Sequence[Asked], me: Member, now: DateTime) -> list[Group]:
    """Group the tasks of a page by how near they are on the reader's clock."""
    zone = me.own.timezone
    everything = [group_of(one.decide_by, now, zone) for one in tasks]
    its = [group_of(one.decide_by, now, zone) for one in shown]
    return grouped([row_of(one, me, now) for one in shown], its, everything)
