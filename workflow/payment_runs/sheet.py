"""What finance reads of a payment run: what it releases, what is held, and on whom that waits."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from pendulum import DateTime

from workflow.invoices.document import DocumentKind, PaymentStatus
from workflow.reviews.review import APPROVED, UNSETTLED

Amounts = tuple[tuple[str, Decimal], ...]
"""Sums by currency, in order of currency."""


@dataclass(frozen=True)
class Asked:
    """An open seat: on whom a review waits; nobody where none could be found. `snoozed_until` is in their own hand."""

    role: str
    seat: int
    person: str | None
    snoozed_until: DateTime | None = None


@dataclass(frozen=True)
class Invoiced:
    """What one reviewed invoice asks for: `due` is what is still to be paid of it where it says so."""

    number: str
    kind: str
    payment_status: str
    currency: str
    total: Decimal | None
    due: Decimal | None

    @property
    def is_paid(self) -> bool:
        """Tell whether the vendor says that nothing of it is left to pay."""
        return self.payment_status == PaymentStatus.PAID

    @property
    def payable(self) -> Decimal | None:
        """Give what is to be paid, below zero for what a credit note gives back; None where no amount is stated."""
        amount = self.total if self.due is None else self.due
        if amount is None:
            return None
        return -abs(amount) if self.kind == DocumentKind.CREDIT_NOTE else amount


@dataclass(frozen=True)
class Reviewed:
    """A review as finance sees it: `part` is what may be paid of it where it was approved in part.

    `waits_on` are its open seats, `vendor_since` since when the vendor is waited for.
    """

    review_id: UUID
    state: str
    decide_by: DateTime
    settled_at: DateTime | None
    off_cycle: bool
    invoices: tuple[Invoiced, ...]
    part: Decimal | None = None
    waits_on: tuple[Asked, ...] = ()
    vendor_since: DateTime | None = None

    @property
    def numbers(self) -> tuple[str, ...]:
        """Name the invoices that are not paid yet."""
        return tuple(one.number for one in self._unpaid)

    @property
    def amounts(self) -> Amounts:
        """Sum what is to be paid; what states no amount adds nothing."""
        if self.part is not None:
            return ((self._unpaid[0].currency, self.part),)
        return _summed((one.currency, one.payable) for one in self._unpaid if one.payable is not None)

    @property
    def is_payable(self) -> bool:
        """Tell whether anything is left to pay."""
        return bool(self._unpaid)

    @property
    def is_undecided(self) -> bool:
        """Tell whether it waits for a decision."""
        return self.state in UNSETTLED

    @property
    def _unpaid(self) -> tuple[Invoiced, ...]:
        return tuple(one for one in self.invoices if not one.is_paid)


@dataclass(frozen=True)
class RunSheet:
    """One workspace's part of a payment run, whose cut-off is `run`; each group by the latest moment to decide.

    `released`: approved, to be paid in this run · `outside`: approved, to be paid outside of it · `needed`: undecided,
    and no later run lands in time · `missed`: undecided, and no run lands in time any more · `later`: undecided, with
    time beyond this run.
    """

    workspace: str
    run: DateTime
    released: tuple[Reviewed, ...] = ()
    outside: tuple[Reviewed, ...] = ()
    needed: tuple[Reviewed, ...] = ()
    missed: tuple[Reviewed, ...] = ()
    later: tuple[Reviewed, ...] = ()

    @property
    def held(self) -> tuple[Reviewed, ...]:
        """Give everything that nobody has decided yet."""
        return (*self.missed, *self.needed, *self.later)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to say."""
        return not (self.released or self.outside or self.held)


def sheet_of(workspace: str, run: DateTime, now: DateTime, reviews: Iterable[Reviewed]) -> RunSheet:
    """Sort reviews by what the run means for them; those with nothing to pay are left out."""
    groups: dict[str, list[Reviewed]] = defaultdict(list)
    for one in sorted(reviews, key=lambda one: (one.decide_by, one.review_id)):
        if one.is_payable:
            groups[_group(one, run, now)].append(one)
    return RunSheet(workspace, run, **{name: tuple(members) for name, members in groups.items()})


def totals(reviews: Iterable[Reviewed]) -> Amounts:
    """Sum what is to be paid for several reviews."""
    return _summed(amount for one in reviews for amount in one.amounts)


def _group(one: Reviewed, run: DateTime, now: DateTime) -> str:
    if one.state == APPROVED:
        return "outside" if one.off_cycle else "released"
    if one.decide_by <= now:
        return "missed"
    return "later" if one.off_cycle or one.decide_by > run else "needed"


def _summed(amounts: Iterable[tuple[str, Decimal]]) -> Amounts:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in amounts:
        sums[currency] += amount
    return tuple(sorted(sums.items()))


def counts_in(one: Reviewed, since: DateTime, until: DateTime) -> bool:
    """Tell whether a review belongs on a sheet: it waits for a decision, or was approved since the last sheet."""
    if one.is_undecided:
        return True
    return one.state == APPROVED and one.settled_at is not None and since < one.settled_at <= until
