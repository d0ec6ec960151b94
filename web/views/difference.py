"""What changed between the page that a person answered from and the page as it is now.

The form carries what was seen as a few written facts; they come back unsigned and are only ever shown to the same
person, beside the facts of now. Whether anything changed is judged by the engine, by its hash, not by these.
"""

import json
from dataclasses import dataclass

from web.views.case import CaseView
from web.views.invoice import InvoiceView

LONGEST = 8_000
NOTHING = "nothing"


@dataclass(frozen=True)
class Difference:
    """One fact that is no longer what it was."""

    name: str
    was: str
    now: str


def seen(view: CaseView) -> str:
    """Spell the facts of a page for the form."""
    return json.dumps(_facts(view), ensure_ascii=False, separators=(",", ":"))[:LONGEST]


def differences(before: str, view: CaseView) -> tuple[Difference, ...]:
    """Compare the facts that came back with those of now; none when what came back cannot be read."""
    try:
        was = json.loads(before[:LONGEST])
    except (ValueError, RecursionError):
        return ()
    if not isinstance(was, dict):
        return ()
    now = _facts(view)
    names = [*now, *(str(name) for name in was if name not in now)]
    compared = [Difference(name, str(was.get(name, NOTHING)), now.get(name, NOTHING)) for name in names]
    return tuple(one for one in compared if one.was != one.now)


def _facts(view: CaseView) -> dict[str, str]:
    facts = {"Decide by": view.deadline.decide_by, "Payment deadline": view.deadline.pay_by}
    for invoice in view.invoices:
        dates = {f"{invoice.title}: {fact.name}": fact.value for fact in (*invoice.facts, *invoice.sums)}
        findings = "; ".join(sorted(finding.why for finding in invoice.findings)) or "none"
        payment = {f"{invoice.title}: Payment": invoice.standing.said, f"{invoice.title}: Findings": findings}
        payment |= _explained(invoice)
        facts |= dates | payment
    return facts


def _explained(invoice: InvoiceView) -> dict[str, str]:
    """Give what is muted and how the total came about, each only where there is something to say."""
    words = invoice.bridge.words
    steps = "; ".join(f"{one.name} {one.amount}" for one in words.steps) if words else ""
    muted = "; ".join(sorted(finding.why for finding in invoice.muted))
    said = {f"{invoice.title}: How it came about": steps, f"{invoice.title}: Muted checks": muted}
    return {name: value for name, value in said.items() if value}
