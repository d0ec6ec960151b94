"""What follows for a review from the answers on its seats; pure."""

from collections.abc import Iterable

from workflow.people.person import REVIEWERS, Role
from workflow.reviews.review import APPROVED, DISPUTED, FLAGGED, REJECTED, Assignment


def outcome(seats: Iterable[Assignment], *, disputed: bool = False) -> str | None:
    """Say where the review goes, or None when it stays.

    The admin's answer settles. Else a flag disputes, and only all finance and operations seats approved approve. What
    is `disputed` already, by a flag or by an admin, stays so until an admin settles it.
    """
    states = [(seat.role, seat.state) for seat in seats]
    for settled in (APPROVED, REJECTED):
        if (Role.ADMIN, settled) in states:
            return settled
    reviewers = [state for role, state in states if role in REVIEWERS]
    if FLAGGED in reviewers or disputed:
        return DISPUTED
    return APPROVED if reviewers and all(state == APPROVED for state in reviewers) else None
