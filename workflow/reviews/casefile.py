"""The case file: all that a letter or a page says about a review, frozen."""

import datetime
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import rfc8785
from pendulum import DateTime

from workflow.findings.confirming import TWO_OF_FINANCE
from workflow.invoices.difference import FieldChange, difference
from workflow.invoices.document import InvoiceDocument, PaymentStatus
from workflow.people.person import Role
from workflow.policy.policy import Policy
from workflow.reviews.away import AwayOn
from workflow.reviews.disputed import DisputeFacts
from workflow.reviews.explained import SEVERITIES, BridgeFacts, FindingFacts, NoteFacts, StepFacts, severest_first
from workflow.reviews.questioned import QuestionFacts


@dataclass(frozen=True)
class Who:
    """A person as others see them; `refuses_mail`: no mail reaches their address."""

    id: UUID
    name: str
    email: str
    timezone: str
    locale: str
    refuses_mail: bool = False


@dataclass(frozen=True)
class Answered:
    """An answer that was given, and how its giver was known; `amount` where only a part is to be paid."""

    by: Who
    answer: str
    reason: str | None
    at: DateTime
    known_by: str
    amount: Decimal | None = None


@dataclass(frozen=True)
class Seat:
    """One seat of the review: its role, state, who sits on it and what they answered.

    `deputy_of` is whose place they take; `snoozed_until` when they want to be reminded, and not before.
    """

    assignment_id: UUID
    role: str
    seat: int
    state: str
    person: Who | None
    answered: Answered | None
    deputy_of: Who | None = None
    snoozed_until: DateTime | None = None


@dataclass(frozen=True)
class Earlier:
    """One line of the seller's history; `state` is that of its newest review, else of its revision.

    `payment_status` is what the vendor said last, and may be older than the last payment.
    """

    number: str
    ends_on: datetime.date | None
    total: Decimal | None
    currency: str
    state: str
    payment_status: str = PaymentStatus.UNKNOWN
    due_on: datetime.date | None = None


@dataclass(frozen=True)
class InvoiceFacts:
    """One reviewed invoice: the revision in question, what was noticed, what came before.

    `replaced` is the version whose place it takes: the revision before, or the invoice that it re-issues.
    """

    invoice_id: UUID
    revision_id: UUID
    revision: int
    is_newest: bool
    document: InvoiceDocument
    content_hash: str
    received_at: DateTime
    file_name: str
    media_type: str
    findings: tuple[FindingFacts, ...]
    earlier: tuple[Earlier, ...]
    prior: InvoiceDocument | None
    replaced: InvoiceDocument | None = None
    bridge: BridgeFacts | None = None
    period_id: UUID | None = None
    notes: tuple[NoteFacts, ...] = ()

    @property
    def speaking(self) -> tuple[FindingFacts, ...]:
        """List the findings that nobody muted, the severest first."""
        return severest_first(one for one in self.findings if one.muted is None)

    @property
    def muted(self) -> tuple[FindingFacts, ...]:
        """List the findings of muted rules, the severest first."""
        return severest_first(one for one in self.findings if one.muted is not None)

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        """List what is no longer as it was in the version whose place this one takes."""
        return difference(self.replaced, self.document) if self.replaced else ()

    @property
    def comparable(self) -> InvoiceDocument | None:
        """Give the invoice before if amounts may be compared with it: the same currency, the same kind of document."""
        document, prior = self.document, self.prior
        if prior is None or prior.currency != document.currency or prior.kind != document.kind:
            return None
        return prior


@dataclass(frozen=True)
class RungFacts:
    """One rung of the ladder as planned or taken."""

    rung: str
    at: DateTime
    because: str
    state: str


@dataclass(frozen=True)
class Link:
    """A person's link to a seat."""

    id: UUID
    assignment_id: UUID
    person_id: UUID
    generation: int


@dataclass(frozen=True)
class AccountFacts:
    """The workspace, as far as readers see it."""

    id: UUID
    key: str
    name: str
    account: str
    timezone: str
    currency: str
    cost_center: str | None
    ap_contact: str | None
    vendor_support: str | None


@dataclass(frozen=True)
class CaseFile:
    """A review with everything around it.

    `waits_since`: the vendor is waited for; `agreed_due_on` and `off_cycle` as in `Review`; `absences` are those of
    whoever sits on a seat or is stood in for.
    """

    review_id: UUID
    workspace: AccountFacts
    state: str
    opened_at: DateTime
    payment_deadline: DateTime
    payment_because: str
    decide_by: DateTime
    decide_because: str
    settled_at: DateTime | None
    policy: Policy
    invoices: tuple[InvoiceFacts, ...]
    seats: tuple[Seat, ...]
    rungs: tuple[RungFacts, ...]
    links: tuple[Link, ...]
    waits_since: DateTime | None = None
    agreed_due_on: datetime.date | None = None
    off_cycle: bool = False
    dispute: DisputeFacts | None = None
    questions: tuple[QuestionFacts, ...] = ()
    absences: tuple[AwayOn, ...] = ()

    @property
    def shown(self) -> str:
        """Hash what is on the screen and signed: the exact revisions, their content, what was noticed, the bridge.

        Notes are not part of it: context may grow under the reader's eyes.
        """
        seen: list[Any] = [
            {
                "revision": str(one.revision_id),
                "newest": one.is_newest,
                "content": one.content_hash,
                "payment": one.document.payment_status,
                "findings": [[found.rule, found.severity, found.why, found.muted] for found in one.findings],
                "bridge": [[step.step, f"{step.amount:f}", step.evidence] for step in _steps(one)],
            }
            for one in self.invoices
        ]
        return hashlib.sha256(rfc8785.dumps(seen)).hexdigest()

    @property
    def loudest(self) -> str | None:
        """Give the highest severity among the findings that nobody muted; None when there are none."""
        speaking = [found.severity for one in self.invoices for found in one.speaking]
        return max(speaking, key=SEVERITIES.index, default=None)

    @property
    def needs_two(self) -> bool:
        """Tell whether something was noticed that nobody may approve alone; a mute does not change that."""
        return any(found.rule in TWO_OF_FINANCE for one in self.invoices for found in one.findings)

    @property
    def admin_seat(self) -> Seat | None:
        """Give the admin's seat once it is open."""
        return next((seat for seat in self.seats if seat.role == Role.ADMIN), None)

    @property
    def part(self) -> Decimal | None:
        """Give what is to be paid of a total while the rest is disputed; None: no part of it was approved."""
        return next((seat.answered.amount for seat in self.seats if seat.answered and seat.answered.amount), None)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Give the numbers of the invoices in question."""
        return tuple(one.document.number for one in self.invoices)

    @property
    def total(self) -> tuple[Decimal, str] | None:
        """Give the sum of the totals and its currency; None when one states none or the currencies differ."""
        totals = [one.document.total for one in self.invoices]
        currencies = {one.document.currency for one in self.invoices}
        if len(currencies) != 1 or any(total is None for total in totals):
            return None
        return sum((total for total in totals if total is not None), Decimal(0)), currencies.pop()


def _steps(invoice: InvoiceFacts) -> tuple[StepFacts, ...]:
    return invoice.bridge.steps if invoice.bridge else ()
