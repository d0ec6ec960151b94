"""Letter: everything that can wait until nine o'clock, in one mail; it suffices to act on each review in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime

from notifications.bridging import NOTED, BridgeWords, bridge_words
from notifications.facts import Asked, DigestFacts, Letter
from notifications.figures import Figures
from notifications.letters.aligned import Aligned, aligned
from notifications.letters.comparing import Comparison, compare
from notifications.letters.seating import seat_notes
from notifications.letters.summary import SEAT, SEVERITY, STATE, capital, escalates_at, named, state_words
from notifications.letters.versions import Changes, changes_of
from notifications.links import mails_url
from notifications.places import PAYMENT
from notifications.wording import Ours
from workflow.reviews.casefile import InvoiceFacts, Seat

FOLDER = "digest"
MOST_CAUSES = 3
MOST_EARLIER = 3
MOST_CHANGES = 5


@dataclass(frozen=True)
class InBrief:
    """One invoice in a few lines; `causes` are the biggest parts of the change, as amount and name."""

    facts: InvoiceFacts
    comparison: Comparison | None
    aligned: Aligned
    causes: tuple[tuple[str, str], ...]
    open_rest: str
    changes: Changes | None


@dataclass(frozen=True)
class AskedInBrief:
    """One review: what is asked, on which links, by when, who else is asked, when it goes to an admin.

    `notes` are what is known of each seat besides, by its assignment.
    """

    asked: Asked
    what: str
    heading: str
    invoices: tuple[InBrief, ...]
    others: tuple[Seat, ...]
    notes: Mapping[UUID, list[Ours]]
    is_late: bool
    handed_over: DateTime | None


def still_true(facts: DigestFacts) -> bool:
    """Stop once nothing in it waits for the reader, and there is no news."""
    return bool(facts.asked or facts.news)


def compose(facts: DigestFacts) -> Letter:
    """Choose what the letter says."""
    asked = [_in_brief(one, facts) for one in facts.asked]
    context = {
        "reader": facts.reader,
        "asked": asked,
        "count": sum(len(one.invoices) for one in asked),
        "news": facts.news,
        "heads": [Ours(head) for head in facts.heads],
        "mails_url": mails_url(facts.home),
        "payment_words": PAYMENT,
        "severity_words": SEVERITY,
        "seat_words": SEAT,
        "state_words": STATE,
        "noted": NOTED,
        "most_earlier": MOST_EARLIER,
        "because": "you were asked to review these invoices." if asked else "it concerns invoices that you look after.",
        "stops": ("your answers. " if asked else "nothing. ")
        + "It comes at most once a working day, and only when there is something new.",
    }
    return Letter(FOLDER, context)


def _in_brief(asked: Asked, facts: DigestFacts) -> AskedInBrief:
    case, reader = asked.case, facts.reader
    return AskedInBrief(
        asked=asked,
        what=named(case),
        heading=capital(named(case)),
        invoices=tuple(_invoice(one, reader.figures) for one in case.invoices),
        others=tuple(seat for seat in case.seats if seat.person is None or seat.person.id != reader.person_id),
        notes=seat_notes(case, reader.figures, facts.now),
        is_late=facts.now >= case.decide_by,
        handed_over=None if case.admin_seat else escalates_at(case, facts.now),
    )


def _invoice(invoice: InvoiceFacts, writes: Figures) -> InBrief:
    comparison, bridge = compare(invoice), bridge_words(invoice, writes)
    kinds = comparison.kinds if comparison else ()
    by_kind = tuple((writes.change(one.amount, invoice.document.currency), f"{one.kind} (net)") for one in kinds)
    return InBrief(
        facts=invoice,
        comparison=comparison,
        aligned=aligned(invoice, comparison, writes, state_words),
        causes=_causes(bridge) if bridge else by_kind,
        open_rest="" if bridge is None or bridge.is_explained else bridge.verdict,
        changes=_first(changes_of(invoice, writes)),
    )


def _first(changes: Changes | None) -> Changes | None:
    """Leave the rest of what is different to the page."""
    if changes is None:
        return None
    rows = changes.rows[:MOST_CHANGES]
    return Changes(changes.since, rows, changes.more + len(changes.rows) - len(rows))


def _causes(bridge: BridgeWords) -> tuple[tuple[str, str], ...]:
    biggest = sorted((one for one in bridge.steps if not one.is_open), key=lambda one: -abs(one.size))
    return tuple((one.amount, one.name) for one in biggest[:MOST_CAUSES])
