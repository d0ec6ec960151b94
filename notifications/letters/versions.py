"""What letters say of a version that takes the place of another: what is different in it, and what follows."""

from dataclasses import dataclass

from pendulum import DateTime

from notifications.facts import Newer
from notifications.figures import Figures
from notifications.letters.summary import STATE
from notifications.naming import NamedChange, compared_with, named
from notifications.wording import Ours
from workflow.invoices.difference import difference
from workflow.invoices.document import DocumentStatus, InvoiceDocument
from workflow.invoices.invoice import KEPT
from workflow.invoices.quoting import called
from workflow.reviews.casefile import CaseFile, InvoiceFacts, Seat
from workflow.reviews.review import UNSETTLED

MOST_CHANGES = 12


@dataclass(frozen=True)
class Changes:
    """The first changes since some version, and how many more there are."""

    since: str
    rows: tuple[NamedChange, ...]
    more: int


@dataclass(frozen=True)
class Following:
    """What follows for a newer version.

    `what` is `asked`, `settled`, `void`, `draft`, `kept` or `waits`; `version` names it; the rest is of its review.
    """

    what: str
    version: str
    asked: str
    decide_by: DateTime | None
    state: str


def changes_of(invoice: InvoiceFacts, writes: Figures) -> Changes | None:
    """Say what is different in a reviewed invoice that takes the place of another version; None for the first."""
    if invoice.replaced is None or not invoice.changes:
        return None
    since = compared_with(invoice.replaced, invoice.document, invoice.revision)
    return changes_between(invoice.replaced, invoice.document, since, writes)


def changes_between(before: InvoiceDocument, now: InvoiceDocument, since: str, writes: Figures) -> Changes:
    """Say what is different between two versions, the weightiest first."""
    found = difference(before, now)
    return Changes(since, named(found, before, now, writes, MOST_CHANGES), max(0, len(found) - MOST_CHANGES))


def what_follows(newer: Newer | None, case: CaseFile) -> Following | None:
    """Say what follows for the version that took the place of what a review was about."""
    if newer is None:
        return None
    review, number = newer.review, newer.document.number
    return Following(
        _what(newer),
        f"revision {newer.revision}" if number in case.numbers else f"invoice {called(number)}",
        _asked(review) if review else "",
        review.decide_by if review else None,
        STATE.get(review.state, review.state) if review else "",
    )


def _what(newer: Newer) -> str:
    if newer.document.status != DocumentStatus.FINAL:
        return str(newer.document.status)
    if newer.review is None:
        return "kept" if newer.state == KEPT else "waits"
    return "asked" if newer.review.state in UNSETTLED else "settled"


def _asked(review: CaseFile) -> Ours:
    """Name who sits on the seats of a review."""
    people = [_seated(seat) for seat in review.seats]
    return Ours(" and ".join(filter(None, (", ".join(people[:-1]), people[-1]))) if people else "nobody yet")


def _seated(seat: Seat) -> str:
    return f"{seat.person.name if seat.person else 'nobody yet'} ({seat.role})"
