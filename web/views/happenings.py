"""The history in words: what an event was, and who did it."""

from dataclasses import dataclass
from uuid import UUID

from notifications.figures import Figures
from web.views.moments import At, brief
from workflow.events.event import SYSTEM, Event

WORDS = {
    "review.open": "The review was opened",
    "review.approved": "The review was approved",
    "review.rejected": "The review was rejected",
    "review.disputed": "The review is disputed",
    "review.withdrawn": "The review was withdrawn",
    "review.extended": "The deadline was extended",
    "review.replanned": "The plan was computed anew",
    "review.off_cycle": "It is paid outside of the payment runs",
    "review.waits": "The vendor is waited for",
    "review.waited": "The vendor is no longer waited for",
    "assignment.open": "A seat was opened",
    "assignment.approved": "A seat was answered: approved",
    "assignment.flagged": "A seat was answered: flagged",
    "assignment.rejected": "A seat was answered: rejected",
    "assignment.cancelled": "A seat was closed without an answer",
    "assignment.handed": "A seat went to somebody else",
    "assignment.taken_up": "An admin took it up",
    "assignment.snoozed": "Reminders were put off",
    "assignment.woken": "Reminders go on",
    "revision.received": "The invoice was received",
    "revision.draft": "A draft of the invoice was received",
    "revision.examined": "The invoice was examined",
    "revision.under_review": "The invoice went into review",
    "revision.kept": "This version was put away without a review",
    "revision.payment": "The payment status changed",
    "dispute.flagged": "A dispute began",
    "dispute.asked": "The vendor was asked",
    "dispute.answered": "The vendor answered",
    "dispute.awaited": "A corrected invoice is awaited",
    "dispute.noted": "Something was noted about the dispute",
    "dispute.closed": "The dispute ended",
    "notice.sent": "A mail went out",
    "notice.waits": "A mail waits",
    "notice.failed": "A mail was given up",
    "notice.returned": "A mail came back",
    "person.mails": "Somebody chose how to hear of new reviews",
    "notice.moot": "A mail was no longer true and did not go out",
}
SHORT_HASH = 12
UNSEALED = "–"  # noqa: RUF001  # a dash where there is nothing yet


@dataclass(frozen=True)
class Happening:
    """One event: its number and hash in the sealed history (a dash until it is sealed), what, by whom, why, of what."""

    seq: str
    hash: str
    at: At
    what: str
    about: str
    by: str
    why: str


def happening(event: Event, writes: Figures, about: str = "") -> Happening:
    """Lay out an event; `about` says in words what it is about where the event's own words do not."""
    return Happening(
        seq=UNSEALED if event.seq is None else f"{event.seq}",
        hash=(event.hash or UNSEALED)[:SHORT_HASH],
        at=brief(writes, event.at),
        what=WORDS.get(event.kind) or event.kind.replace(".", " ").replace("_", " ").capitalize(),
        about=about,
        by="Countersign" if event.actor == SYSTEM else event.actor,
        why=writes.dated(event.why),
    )


def trail_of(review_id: UUID) -> str:
    """Give the path of the page with a review's history."""
    return f"/reviews/{review_id}/audit"
