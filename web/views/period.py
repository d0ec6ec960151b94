"""One period as its page shows it: why it is where it is, what was done about it, and what follows when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pendulum import DateTime

from notifications.figures import Figures
from web.views.case import ROLES
from web.views.happenings import trail_of
from web.views.moments import At, full
from workflow.invoices.chase import RUNGS, moments_of
from workflow.invoices.source import Completeness
from workflow.notices.notice import Delivery, Notice
from workflow.people.person import Role
from workflow.periods.period import AWAITING, LATE, OPEN, BillingPeriod, FailedFetch
from workflow.policy.policy import Policy
from workflow.reviews.line import LedgerInvoice, LedgerLine, LedgerReview
from workflow.reviews.review import DISPUTED

NAMES = {
    "late": "It is called late, and finance is told",
    "chase": "The vendor is written to",
    "chase_again": "The vendor is written to again",
    "admin": "The admins are told",
}
DRAFTED = {
    "chase": "Finance gets a letter to the vendor, ready to be sent",
    "chase_again": "Finance gets another letter to the vendor, ready to be sent",
}
PLANNED, DONE, OFF = "planned", "done", "not needed"
REVIEWS = {"open": ("In review", "check"), DISPUTED: ("Flagged", "bad")}
OUTCOMES = {"approved": ("Approved", "good"), "rejected": ("Rejected", "bad"), "withdrawn": ("Withdrawn", "plain")}
ANSWERS: Mapping[str, str] = {
    Completeness.COMPLETE: "it answered completely",
    Completeness.INCOMPLETE: "it did not answer completely",
    Completeness.BROKEN: "it could not be heard",
}


@dataclass(frozen=True)
class RungView:
    """One rung of the missing invoice: what happens, when, whether it has, and who was told."""

    name: str
    at: At
    state: str
    told: tuple[str, ...]


@dataclass(frozen=True)
class InvoiceRow:
    """One invoice of the period with its review; what there is none of is empty.

    `path` leads to the reader's own review task, `trail` to the history of the review.
    """

    number: str
    total: str
    revision: int
    state: str
    tone: str
    waits: str
    path: str
    trail: str


@dataclass(frozen=True)
class FailureRow:
    """One answer of the source that was not complete; `request_id` is the vendor's, to quote to its support."""

    at: At
    state: str
    problem: str
    request_id: str


@dataclass(frozen=True)
class Asking:
    """When the source was asked and how it answered, when it is asked again, and what failed lately."""

    asked: str
    again: str
    failures: tuple[FailureRow, ...]


@dataclass(frozen=True)
class Told:
    """One letter about the missing invoice, with its reader and whether a person has yet to send it."""

    notice: Notice
    person: str | None


def ladder(line: LedgerLine, told: Sequence[Told], policy: Policy, writes: Figures) -> tuple[RungView, ...]:
    """List the rungs of a missing invoice; none where nothing is awaited and nobody was told of anything."""
    period = line.period
    by_rung: dict[str, list[Told]] = {rung: [one for one in told if one.notice.part == rung] for rung in RUNGS}
    if period.state not in {OPEN, AWAITING, LATE} and not any(by_rung.values()):
        return ()
    moments = moments_of(period, line.workspace.calendar, policy)
    drafts = policy.vendor_mail == "ask" or not line.workspace.vendor_support
    names = NAMES | DRAFTED if drafts else NAMES
    return tuple(_rung(rung, names[rung], period, by_rung[rung], moments, writes) for rung in RUNGS)


def _rung(
    rung: str,
    name: str,
    period: BillingPeriod,
    told: Sequence[Told],
    moments: Mapping[str, DateTime],
    writes: Figures,
) -> RungView:
    at = min((one.notice.posted_at for one in told), default=moments[rung])
    ahead = period.state in {OPEN, AWAITING} or (
        period.state == LATE and period.chase_rung is not None and RUNGS.index(rung) >= RUNGS.index(period.chase_rung)
    )
    is_late = rung == "late" and period.state == LATE
    state = DONE if told or is_late else PLANNED if ahead else OFF
    return RungView(name, full(writes, at), state, tuple(_words(one) for one in told))


def _words(told: Told) -> str:
    """Say who was told, and how far the letter is."""
    notice = told.notice
    if told.person:
        return f"drafted for {told.person}" if notice.data.get("draft") else f"{told.person} was told"
    how = {Delivery.SENT: "sent to", Delivery.FAILED: "could not be sent to"}.get(
        Delivery(notice.state), "on its way to"
    )
    return f"{how} {notice.address}"


def invoice_row(invoice: LedgerInvoice, path: str, writes: Figures) -> InvoiceRow:
    """Say where an invoice of the period stands."""
    state, tone = _review_words(invoice.review)
    waits = [
        f"{seat.person or 'Nobody'} ({ROLES[Role(seat.role)].lower()})"
        for seat in (invoice.review.waits_for if invoice.review and not invoice.review.is_settled else ())
    ]
    total = writes.money(invoice.total, invoice.currency)
    trail = trail_of(invoice.review.id) if invoice.review else ""
    return InvoiceRow(invoice.number, total, invoice.revision, state, tone, ", ".join(waits), path, trail)


def _review_words(review: LedgerReview | None) -> tuple[str, str]:
    return (REVIEWS | OUTCOMES)[review.state] if review else ("Not reviewed", "plain")


def asking(period: BillingPeriod, failed: Sequence[FailedFetch], writes: Figures, *, acts: bool) -> Asking:
    """Say how the source was asked for this period; only who `acts` reads what was wrong."""
    how = ANSWERS.get(period.answered or "", "it has not answered yet")
    return Asking(
        asked=f"{full(writes, period.asked_at).words}: {how}" if period.asked_at else "Not yet",
        again=full(writes, period.fetch_at).words if period.fetch_at else "Not any more",
        failures=tuple(_failure(one, writes) for one in failed) if acts else (),
    )


def _failure(one: FailedFetch, writes: Figures) -> FailureRow:
    return FailureRow(full(writes, one.asked_at), one.state, one.problem or "", one.request_id or "")
