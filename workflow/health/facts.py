"""What is known of a review that was handled: frozen, so that the questions are measured without a database."""

import datetime
import math
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from pendulum import DateTime

from workflow.calendars import BusinessDays, Calendar
from workflow.reviews.review import APPROVED, REJECTED, UNSETTLED

DECIDED = (APPROVED, REJECTED)
FAR_OFF = datetime.timedelta(days=400)
"""A deadline further away than this is as good as none, and its days are not counted one by one."""


@dataclass(frozen=True)
class Examined:
    """One invoice as it was reviewed.

    `rules` are the checks that spoke (check or severe, not muted). Of `amount`, `explained` had evidence when it was
    decided; both None where that is not known. `was_corrected`: the vendor has changed, re-issued or voided it since.
    """

    number: str
    currency: str
    rules: frozenset[str] = frozenset()
    amount: Decimal | None = None
    explained: Decimal | None = None
    was_corrected: bool = False


@dataclass(frozen=True)
class Handled:
    """One review that was settled, or should have been: `seen_at` is when it was settled, else when it was looked at.

    `month` is that of `seen_at` in the workspace's zone, as `2026-10`.
    """

    review_id: UUID
    workspace: str
    month: str
    state: str
    opened_at: DateTime
    decide_by: DateTime
    payment_deadline: DateTime
    seen_at: DateTime
    calendar: Calendar
    invoices: tuple[Examined, ...]
    was_disputed: bool = False
    period_id: UUID | None = None

    @property
    def is_decided(self) -> bool:
        """Tell whether somebody approved or rejected it; what was withdrawn was taken from whoever was asked."""
        return self.state in DECIDED

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to decide."""
        return self.state in UNSETTLED

    @property
    def numbers(self) -> tuple[str, ...]:
        """Name the invoices."""
        return tuple(one.number for one in self.invoices)

    @property
    def rules(self) -> frozenset[str]:
        """Name the checks that spoke about any of the invoices."""
        return frozenset().union(*(one.rules for one in self.invoices))

    @property
    def is_punctual(self) -> bool:
        """Tell whether it was decided by the moment from which the money still arrives."""
        return self.is_decided and self.seen_at <= self.decide_by

    @cached_property
    def days(self) -> int:
        """Count the business days from the opening; the same day is 0."""
        return self.calendar.days_between(self._on(self.opened_at), self._on(self.seen_at))

    @property
    def used(self) -> int | None:
        """Tell how much of the time to `decide_by` had passed, in percent rounded up; None when there was none."""
        given = (self.decide_by - self.opened_at).total_seconds()
        return math.ceil(100 * (self.seen_at - self.opened_at).total_seconds() / given) if given > 0 else None

    @cached_property
    def margin(self) -> int:
        """Count the whole business days left to the payment deadline; below zero are business days after it."""
        due_on, on = self._on(self.payment_deadline), self._on(self.seen_at)
        if self.seen_at > self.payment_deadline:
            return self.calendar.days_between(on, due_on)
        days = self.calendar.days_between(on, min(due_on, on + FAR_OFF))
        # On the last of these days the clock may have gone past the deadline's time of day.
        time = self.calendar.local(self.payment_deadline).time()
        return (
            days
            if self.calendar.at(self.calendar.shift(due_on, BusinessDays(-days)), time) >= self.seen_at
            else days - 1
        )

    @property
    def is_late(self) -> bool:
        """Tell whether the payment deadline passed before the decision."""
        return self.seen_at > self.payment_deadline

    def _on(self, moment: DateTime) -> datetime.date:
        return self.calendar.local_date(moment)
