"""Reviews in a list of what was decided or found: what it was about, how far it came, and what the reader answered."""

from dataclasses import dataclass

from pendulum import DateTime

from notifications.figures import Figures
from web.views.case import ANSWERED, seat_of
from web.views.moments import At, near
from web.views.tasks import Gist, gist
from workflow.reviews.casefile import CaseFile
from workflow.reviews.review import APPROVED, DISPUTED, OPEN, REJECTED, WITHDRAWN

STATES = {
    OPEN: ("Open", "plain"),
    DISPUTED: ("Disputed", "check"),
    APPROVED: ("Approved", "good"),
    REJECTED: ("Rejected", "bad"),
    WITHDRAWN: ("Withdrawn", "plain"),
}


@dataclass(frozen=True)
class PastRow:
    """One review: its page, its gist, its state; `said` is what the reader answered, `at` when what is told happened.

    `what` says what happened at that moment; `late`: the moment is a deadline that has passed.
    """

    path: str
    gist: Gist
    state: str
    tone: str
    said: str
    reason: str
    what: str
    at: At
    late: bool = False


def decided_row(case: CaseFile, assignment_id: object, path: str, writes: Figures, now: DateTime) -> PastRow:
    """Lay out a review that the reader answered; raises ValueError for a seat without an answer."""
    answered = seat_of(case, assignment_id).answered
    if answered is None:
        raise ValueError(f"the seat {assignment_id} has no answer")
    state, tone = STATES[case.state]
    said = ANSWERED.get(answered.answer, answered.answer)
    return PastRow(
        path,
        gist(case, writes),
        state,
        tone,
        said,
        answered.reason or "",
        f"You {said}",
        near(writes, answered.at, now),
    )


def found_row(case: CaseFile, path: str, writes: Figures, now: DateTime) -> PastRow:
    """Lay out a review that was searched for."""
    state, tone = STATES[case.state]
    if case.settled_at:
        return PastRow(path, gist(case, writes), state, tone, "", "", "Settled", near(writes, case.settled_at, now))
    late, at = now >= case.decide_by, near(writes, case.decide_by, now)
    return PastRow(path, gist(case, writes), state, tone, "", "", "Decide by", at, late=late)
