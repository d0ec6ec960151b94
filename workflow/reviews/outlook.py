"""Where a period stands and what follows, in sentences: the reason and the next step with its moment."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pendulum import DateTime

from workflow.invoices.document import DocumentStatus
from workflow.invoices.invoice import EXAMINED, RECEIVED
from workflow.invoices.source import Completeness
from workflow.periods.period import AWAITING, HISTORY, INVOICED, LATE, OPEN, REVIEWED, WAIVED, NoteKind
from workflow.reviews.line import LedgerInvoice, LedgerLine, LedgerReview
from workflow.reviews.review import DISPUTED

RUNGS = {
    "late": "It is late, unless it comes before",
    "chase": "A letter to the vendor is due",
    "chase_again": "Another letter to the vendor is due",
    "admin": "The admins are told",
}
UNHEARD = {
    Completeness.BROKEN: "the source cannot be heard",
    Completeness.INCOMPLETE: "the source did not answer completely",
}
NOT_ASKED: Mapping[str, str] = {DocumentStatus.VOID: "was voided by the vendor", DocumentStatus.DRAFT: "is a draft"}


@dataclass(frozen=True)
class Outlook:
    """Why a period is in its state, what follows, and when; null: nothing follows, or no moment is set for it.

    `needs` says that somebody has to do something.
    """

    reason: str
    next: str | None = None
    next_at: DateTime | None = None
    needs: bool = False


def outlook(line: LedgerLine) -> Outlook:
    """Work out what to say of a period."""
    return _BY_STATE[line.period.state](line)


def _history(line: LedgerLine) -> Outlook:
    numbers = _listed(invoice.number for invoice in line.invoices)
    kept = f"Before the first review; kept to compare with: {numbers}." if numbers else "Before the first review."
    fetch_at = line.period.fetch_at
    return Outlook(kept, "The source is asked once" if fetch_at else None, fetch_at)


def _open(line: LedgerLine) -> Outlook:
    return Outlook("The period is running.", "It ends, and its invoice is awaited", line.period.ends_at)


def _awaiting(line: LedgerLine) -> Outlook:
    period = line.period
    stands_in_the_way = _unheard(line) or _maybe_its_file(line)
    if stands_in_the_way:
        return stands_in_the_way
    if period.answered is None:
        return Outlook("It has ended, and the source was not asked yet.", "The source is asked", period.fetch_at)
    if period.chase_at and period.chase_at > period.expected_by:
        reason = "Its day has passed, but late it is only after two complete answers without it, an hour apart."
        return Outlook(reason, "The source is asked again", period.fetch_at)
    what = "Only a draft has come yet" if _drafts(line) else "Nothing has come yet"
    return Outlook(f"{what}; the source answers completely.", RUNGS["late"], period.expected_by)


def _late(line: LedgerLine) -> Outlook:
    period = line.period
    stands_in_the_way = _unheard(line)
    if stands_in_the_way:
        return stands_in_the_way
    reason = "".join(["Its day has passed, and two complete answers came without it.", *_what_is_known(line)])
    if line.draft:
        return Outlook(reason, "Somebody sends the letter to the vendor, which is drafted", needs=True)
    if period.chase_rung:
        return Outlook(reason, RUNGS.get(period.chase_rung, period.chase_rung), period.chase_at, needs=True)
    return Outlook(reason, "Somebody gets it from the vendor, or waives it", needs=True)


def _invoiced(line: LedgerLine) -> Outlook:
    deadlines = [one.review.decide_by for one in line.invoices if one.review and not one.review.is_settled]
    if deadlines:
        return Outlook(_invoices(line), "The decision is due", min(deadlines), needs=True)
    arriving = any(one.state in {RECEIVED, EXAMINED} for one in line.invoices)
    return Outlook(_invoices(line), "Its review opens" if arriving else None)


def _reviewed(line: LedgerLine) -> Outlook:
    return Outlook(_invoices(line))


def _waived(line: LedgerLine) -> Outlook:
    waivers = [f"{note.by} waived it: {note.text}" for note in line.notes if note.kind == NoteKind.WAIVER]
    return Outlook(waivers[-1] if waivers else "It was waived.")


_BY_STATE: Mapping[str, Callable[[LedgerLine], Outlook]] = {
    HISTORY: _history,
    OPEN: _open,
    AWAITING: _awaiting,
    LATE: _late,
    INVOICED: _invoiced,
    REVIEWED: _reviewed,
    WAIVED: _waived,
}


def _unheard(line: LedgerLine) -> Outlook | None:
    """Say that nobody is called silent who cannot be heard; None when the last answer was complete, or is to come."""
    answered = line.period.answered
    if answered not in UNHEARD:
        return None
    late = "Late, but the chase rests, for" if line.period.state == LATE else "Nobody is chased, for"
    problem = f": {line.problem}" if line.problem else "."
    reason = f"{late} {UNHEARD[Completeness(answered)]}{problem}"
    return Outlook(reason, "The source is asked again", line.period.fetch_at, needs=True)


def _maybe_its_file(line: LedgerLine) -> Outlook | None:
    if not line.files:
        return None
    reason = f"What was set aside may be its invoice: {_listed(line.files)}."
    return Outlook(reason, "Somebody looks at it and keys it in, or says that it is none", needs=True)


def _what_is_known(line: LedgerLine) -> list[str]:
    """List what may explain why it does not come."""
    answers = [note.text for note in line.notes if note.kind == NoteKind.VENDOR_ANSWER]
    return [
        *([f" The vendor answered: “{answers[-1]}”"] if answers else []),
        *([f" What was set aside may be it: {_listed(line.files)}."] if line.files else []),
        *([" Only a draft has come."] if _drafts(line) else []),
    ]


def _drafts(line: LedgerLine) -> Sequence[LedgerInvoice]:
    return [invoice for invoice in line.invoices if invoice.status == DocumentStatus.DRAFT]


def _invoices(line: LedgerLine) -> str:
    if not line.invoices:
        return "Its invoice has come."
    return "; ".join(f"{one.number} {_standing(one)}" for one in line.invoices) + "."


def _standing(invoice: LedgerInvoice) -> str:
    """Say where an invoice stands, as the rest of a sentence that begins with its number."""
    if invoice.status in NOT_ASKED:
        return NOT_ASKED[invoice.status]
    if invoice.state in {RECEIVED, EXAMINED}:
        return f"could not be examined yet ({invoice.problem})" if invoice.problem else "is being examined"
    return _decided(invoice.review) if invoice.review else "is kept without a review"


def _decided(review: LedgerReview) -> str:
    if review.is_settled:
        return f"was {review.state}"
    waits = _listed(f"{seat.person or 'nobody'} ({seat.role})" for seat in review.waits_for)
    flagged = "was flagged and " if review.state == DISPUTED else ""
    return f"{flagged}waits for {waits or 'its admin'}"


def _listed(words: Iterable[str]) -> str:
    """Write `a`, `a and b`, `a, b and c`."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last
