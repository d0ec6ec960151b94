"""What all letters about a missing invoice say of it."""

from typing import Any

from notifications.facts import PeriodFacts
from notifications.wording import Ours
from workflow.invoices.document import CoveredPeriod
from workflow.periods.period import AWAITING, LATE

NEXT = {
    "chase": "the vendor is written to",
    "chase_again": "the vendor is written to again",
    "admin": "the admins are told",
}


def is_missing(facts: PeriodFacts) -> bool:
    """Say whether the invoice still has not come and is still expected."""
    return facts.state in {AWAITING, LATE}


def about_period(facts: PeriodFacts) -> dict[str, Any]:
    """Give what the templates of these letters name; `rows` are labels and values."""
    covered = CoveredPeriod(starts_on=facts.starts_on, ends_on=facts.ends_on)
    return {
        "reader": facts.reader,
        "workspace": facts.workspace,
        "covered": covered,
        "next_step": NEXT.get(facts.next_rung or ""),
        "next_at": facts.next_at,
        "rows": _rows(facts, covered),
        "because": "you answer for this workspace's invoices.",
        "stops": "the invoice coming in, by itself or by import.",
    }


def _rows(facts: PeriodFacts, covered: CoveredPeriod) -> list[tuple[str, str]]:
    plan = next((str(plan["name"]) for plan in reversed(facts.workspace.plans) if _began(plan, facts)), None)
    return [
        ("Customer", Ours(facts.workspace.name)),
        ("Account", Ours(facts.workspace.account)),
        ("Billing period", facts.reader.figures.days(covered)),
        *([("Plan", Ours(plan))] if plan else []),
        ("Last invoice we have", facts.last_number or "none yet"),
    ]


def _began(plan: Any, facts: PeriodFacts) -> bool:
    return str(plan.get("from", "")) <= facts.ends_on.isoformat()
