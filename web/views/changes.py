"""What is different in an invoice that takes the place of another version, as the page shows it."""

from dataclasses import dataclass

from notifications.figures import Figures
from notifications.naming import NamedChange, compared_with, named
from workflow.invoices.difference import difference
from workflow.invoices.document import InvoiceDocument
from workflow.reviews.casefile import InvoiceFacts

AT_ONCE = 8
MOST = 200


@dataclass(frozen=True)
class ChangesView:
    """The changes since some version: the first at once, the others folded away; `left_out` are not shown at all."""

    since: str
    first: tuple[NamedChange, ...]
    folded: tuple[NamedChange, ...]
    left_out: int


def changes_view(facts: InvoiceFacts, writes: Figures) -> ChangesView | None:
    """Work out what the page says of the changes; None when the invoice replaces nothing, or nothing differs."""
    if facts.replaced is None:
        return None
    since = compared_with(facts.replaced, facts.document, facts.revision)
    return changes_between(facts.replaced, facts.document, since, writes)


def changes_between(before: InvoiceDocument, now: InvoiceDocument, since: str, writes: Figures) -> ChangesView | None:
    """Work out what differs between two versions; None when nothing does."""
    found = difference(before, now)
    if not found:
        return None
    rows = named(found, before, now, writes, MOST)
    return ChangesView(since, rows[:AT_ONCE], rows[AT_ONCE:], len(found) - len(rows))
