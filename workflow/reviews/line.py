"""One line of the expected-invoice ledger: a billing period with everything that says where it stands."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from pendulum import DateTime

from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod
from workflow.reviews.review import OPEN, UNSETTLED


@dataclass(frozen=True)
class LedgerSeat:
    """One seat of a review: who sits on it (null: nobody could be found) as what, and what became of it."""

    role: str
    person: str | None
    state: str


@dataclass(frozen=True)
class LedgerReview:
    """The newest review of an invoice, by when it must be decided, and its seats."""

    id: UUID
    state: str
    decide_by: DateTime
    seats: tuple[LedgerSeat, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Tell whether nobody is asked any more."""
        return self.state not in UNSETTLED

    @property
    def waits_for(self) -> tuple[LedgerSeat, ...]:
        """List the seats that have not answered."""
        return tuple(seat for seat in self.seats if seat.state == OPEN)


@dataclass(frozen=True)
class LedgerInvoice:
    """The newest revision of an invoice that was matched to a period; `problem` is why it cannot be examined."""

    number: str
    revision: int
    state: str
    kind: str
    status: str
    total: Decimal | None
    currency: str
    problem: str | None = None
    review: LedgerReview | None = None


@dataclass(frozen=True)
class LedgerNote:
    """What somebody noted on a period: a waiver, the vendor's answer or context."""

    kind: str
    text: str
    by: str
    at: DateTime


@dataclass(frozen=True)
class LedgerLine:
    """A period of a workspace with its invoices, notes in order of time, and what stands in its way.

    `problem` is why its source could not be heard when it was last asked for this period; `files` are the names of
    what was set aside since the period ended and may be its invoice; `draft` is the letter to the vendor that waits
    for somebody to send it.
    """

    workspace: Workspace
    period: BillingPeriod
    invoices: tuple[LedgerInvoice, ...] = ()
    notes: tuple[LedgerNote, ...] = ()
    problem: str | None = None
    files: tuple[str, ...] = ()
    draft: str | None = None
