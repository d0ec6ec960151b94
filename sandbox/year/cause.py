"""What was planted in the books on purpose, so that it can be counted what a reviewer is told of it."""

from dataclasses import dataclass
from enum import StrEnum

from workflow.invoices.source import Span


class Kind(StrEnum):
    """What happened; whatever has no cause is as it should be."""

    USAGE_RISE = "usage_rise"
    USAGE_FALL = "usage_fall"
    USAGE_MISMATCH = "usage_mismatch"
    """The invoice charges other minutes than the campaign's analytics show."""
    NEW_LINE = "new_line"
    LINE_GONE = "line_gone"
    PRICE_CHANGE = "price_change"
    PLAN_CHANGE = "plan_change"
    PLAN_MISMATCH = "plan_mismatch"
    """The plan is charged at another price than the setup file says."""
    ADDRESS_CHANGE = "address_change"
    TAX_REGIME = "tax_regime"
    """The rate of tax does not fit the billing address."""
    TAX_ARITHMETIC = "tax_arithmetic"
    SUMS = "sums"
    CURRENCY = "currency"
    PERIOD_MISMATCH = "period_mismatch"
    SELLER_CHANGED = "seller_changed"
    PAYEE_CHANGED = "payee_changed"
    PAYMENT_FAILED = "payment_failed"
    TWO_INVOICES = "two_invoices"
    TOP_UP = "top_up"
    ZERO = "zero"
    REISSUED = "reissued"
    """A new number, which names the one that it corrects."""
    CORRECTED = "corrected"
    """The same number with other content."""
    VOIDED = "voided"
    CREDITED = "credited"
    CAME_LATE = "came_late"
    NEVER_CAME = "never_came"


@dataclass(frozen=True)
class Cause:
    """One thing that was planted: at which invoice, or, with no number, in which period that got none."""

    account: str
    number: str | None
    kind: Kind
    sentence: str
    covers: Span
