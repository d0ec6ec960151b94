"""What is disputed: who flagged what, what the vendor was asked and answered, how it ended."""

from dataclasses import dataclass

from notifications.figures import Figures
from web.views.moments import At, full
from workflow.disputes.dispute import ANSWERED, ASKED, AWAITED, CLOSED, FLAGGED, Outcome
from workflow.reviews.casefile import CaseFile

STATES = {
    FLAGGED: "The vendor was not asked yet.",
    ASKED: "The vendor was asked.",
    ANSWERED: "The vendor has answered.",
    AWAITED: "A corrected invoice is awaited.",
    CLOSED: "Closed.",
}
OUTCOMES = {
    Outcome.CORRECTED: "Closed: the vendor corrected the invoice.",
    Outcome.PART_PAID: "Closed: the undisputed part is paid.",
    Outcome.ACCEPTED: "Closed: accepted as it is.",
    Outcome.REJECTED: "Closed: the invoice was rejected.",
    Outcome.WITHDRAWN: "Closed: the invoice was withdrawn.",
}


@dataclass(frozen=True)
class Noted:
    """What somebody noted."""

    text: str
    by: str
    at: At


@dataclass(frozen=True)
class DisputeView:
    """The dispute in words; what is not known is empty. `letter_by` is shown until the letter went out."""

    is_open: bool
    state: str
    reason: str
    by: str
    asked: str
    letter_by: str
    undisputed: str
    why: str
    notes: tuple[Noted, ...]


def dispute_view(case: CaseFile, writes: Figures) -> DisputeView | None:
    """Work out what the page says of the dispute; None when nothing is disputed."""
    dispute = case.dispute
    if dispute is None:
        return None
    currency = case.total[1] if case.total else case.workspace.currency
    is_late = dispute.asked_at is None and dispute.letter_by is not None and dispute.outcome is None
    return DisputeView(
        is_open=dispute.state != CLOSED,
        state=OUTCOMES[Outcome(dispute.outcome)] if dispute.outcome else STATES.get(dispute.state, dispute.state),
        reason=dispute.reason,
        by=dispute.by,
        asked=writes.moment(dispute.asked_at) if dispute.asked_at else "",
        letter_by=writes.day(dispute.letter_by) if is_late else "",
        undisputed=writes.money(dispute.undisputed, currency) if dispute.undisputed is not None else "",
        why=dispute.outcome_why or "",
        notes=tuple(Noted(one.text, one.by, full(writes, one.at)) for one in dispute.notes),
    )
