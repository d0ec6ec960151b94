"""The list of checks; adding one is adding a line."""

from workflow.findings.facts import Rule
from workflow.findings.rules.content_reused import ContentReused
from workflow.findings.rules.currency import Currency
from workflow.findings.rules.late_arrival import LateArrival
from workflow.findings.rules.line_gone import LineGone
from workflow.findings.rules.line_new import LineNew
from workflow.findings.rules.not_positive import NotPositive
from workflow.findings.rules.number_reused import NumberReused
from workflow.findings.rules.payee_changed import PayeeChanged
from workflow.findings.rules.payment_status import PaymentState
from workflow.findings.rules.period import Period
from workflow.findings.rules.plan import Plan
from workflow.findings.rules.proration import Proration
from workflow.findings.rules.seller_changed import SellerChanged
from workflow.findings.rules.sums import Sums
from workflow.findings.rules.tax_arithmetic import TaxArithmetic
from workflow.findings.rules.tax_regime import TaxRegime
from workflow.findings.rules.total_changed import TotalChanged
from workflow.findings.rules.unit_price import UnitPrice
from workflow.findings.rules.usage import Usage

RULES: tuple[Rule, ...] = (
    TotalChanged(),
    Sums(),
    Currency(),
    Period(),
    NumberReused(),
    ContentReused(),
    LineNew(),
    LineGone(),
    UnitPrice(),
    Usage(),
    Plan(),
    Proration(),
    TaxRegime(),
    TaxArithmetic(),
    SellerChanged(),
    PayeeChanged(),
    PaymentState(),
    LateArrival(),
    NotPositive(),
)
