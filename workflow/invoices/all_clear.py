"""The all-clear: whoever was told that an invoice is missing hears, in the same thread, that the matter is settled."""

from collections.abc import Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.notices.notice import Delivery, Kind, Notice
from workflow.notices.posting import ToTell, post

ARRIVED, WAIVED = "arrived", "waived"
ALL_CLEAR = (ARRIVED, WAIVED)


def all_clear(session: Session, period_ids: Sequence[UUID], part: str, now: DateTime) -> None:
    """Tell everybody to whom a letter about these periods went out; what still waits becomes moot by itself."""
    if not period_ids:
        return
    gone_out = Notice.state.in_((Delivery.SENDING, Delivery.SENT))
    told = (Notice.workspace_id, Notice.about, Notice.person_id, Notice.address)
    rows = session.execute(
        select(*told)
        .where(Notice.kind == Kind.MISSING, Notice.about.in_(period_ids), Notice.part.not_in(ALL_CLEAR), gone_out)
        .distinct()
    )
    post(
        session,
        [
            ToTell(workspace_id, Kind.MISSING, about, part, now, person_id, address)
            for workspace_id, about, person_id, address in rows
            if part == ARRIVED or person_id
        ],
    )
