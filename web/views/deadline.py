"""By when a review is to be decided, or how late it is, and what happens next."""

from dataclasses import dataclass

from pendulum import DateTime

from notifications.figures import Figures
from notifications.letters.summary import NEXT, capital, next_steps
from web.views.moments import left
from workflow.reviews.casefile import CaseFile

FINAL_CALL, OVERDUE = "final_call", "overdue"
SETTLES = "The first answer of an admin settles it."


@dataclass(frozen=True)
class DeadlineView:
    """The two moments in words; `late` says by how much it is, empty in time; `paid_late`: the money is as well.

    `next` says what happens next and when, empty where nothing does; `now` what happens because it is late.
    """

    decide_by: str
    left: str
    late: str
    pay_by: str
    paid_late: bool
    next: str
    now: tuple[str, ...]


def deadline_view(case: CaseFile, writes: Figures, now: DateTime) -> DeadlineView:
    """Say how much time is left as of now."""
    is_late, counted = now >= case.decide_by, left(writes, case.decide_by, now)
    return DeadlineView(
        decide_by=writes.moment(case.decide_by),
        left="" if is_late else counted,
        late=counted if is_late else "",
        pay_by=writes.moment(case.payment_deadline),
        paid_late=now >= case.payment_deadline,
        next=_next(case, writes, now),
        now=_now(case, writes, now) if is_late else (),
    )


def _next(case: CaseFile, writes: Figures, now: DateTime) -> str:
    following = next_steps(case, now)
    if not following:
        return ""
    moment, what, _ = following[0]
    return f"{writes.moment(moment)}: {what}."


def _now(case: CaseFile, writes: Figures, now: DateTime) -> tuple[str, ...]:
    called = [one.at for one in case.rungs if one.rung == FINAL_CALL and one.state == "done"]
    again = [one.at for one in case.rungs if one.rung == OVERDUE and one.state == "planned" and one.at > now]
    final = f"Every admin had a final call on {writes.moment(max(called))}." if called else ""
    daily = f"{capital(NEXT[OVERDUE])}, next on {writes.moment(min(again))}." if again else ""
    return tuple(filter(None, (final, daily, SETTLES)))
