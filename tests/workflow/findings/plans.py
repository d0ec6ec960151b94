"""Plans and invoices that charge them, for the tests of the checks that know of plans."""

import datetime
from decimal import Decimal
from typing import Any

from tests.factories import a_document
from tests.workflow.findings.facts import NOVEMBER, facts_of
from workflow.findings.facts import Customer, Facts, PlanPrice
from workflow.invoices.document import InvoiceDocument

Line = dict[str, Any]
SIXTEENTH = datetime.date(2026, 11, 16)
GROWTH = PlanPrice(datetime.date(2026, 1, 1), "Growth", Decimal("499.00"))
SCALE = PlanPrice(SIXTEENTH, "Scale", Decimal("699.00"))


def plan_line(what: str, amount: str | None, days: tuple[int, int] | None = None, **changes: Any) -> Line:
    """Make a subscription line; `days` are those of November 2026 that it states."""
    line: Line = {"kind": "subscription", "description": what, "quantity": "1", "unit": "month", "amount": amount}
    if days:
        line["period"] = {"starts_on": f"2026-11-{days[0]:02}", "ends_on": f"2026-11-{days[1]:02}"}
    return {**line, **changes}


def charging(*lines: Line, **changes: Any) -> InvoiceDocument:
    """Make November's invoice with these lines."""
    return a_document(**{"lines": list(lines), **changes})


def under(plans: tuple[PlanPrice, ...], document: InvoiceDocument, **more: Any) -> Facts:
    """Hold an invoice against plans, in a billing period that is November."""
    return facts_of(document, **{"customer": Customer(currency="EUR", plans=plans), "billed": NOVEMBER, **more})
