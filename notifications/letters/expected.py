"""What all letters about a missing invoice say of it."""

from typing import Any

from notifications.facts import PeriodFacts
from notifications.wording import Ours
from workflow.invoices.document import CoveredPeriod
from workflow.invoices.quoting import called
from workflow.periods.period import AWAITING, LATE

NEXT = {
    "chase": "the vendor is written to",
    "chase_again": "the vendor is written to again",
    "admin": "the admins are told",
}
WAIVE_OR_NOTE = "Waive it or note what the vendor said"


def is_missing(facts: PeriodFacts) -> bool:
    """Say whether the invoice still has not come and is still expected."""
    return facts.state in {AWAITING, LATE}


def about_period(facts: PeriodFacts) -> dict[str, Any]:
    """Give what the templates of these letters name; `rows` are labels and values, `links` labels and addresses."""
    return {
        "reader": facts.reader,
        "workspace": facts.workspace,
        "covered": _covered(facts),
        "next_step": NEXT.get(facts.next_rung or ""),
        "next_at": facts.next_at,
        "rows": [
            *account_rows(facts),
            ("Last invoice we have", called(facts.last_number) if facts.last_number else "none yet"),
        ],
        "links": [(WAIVE_OR_NOTE, facts.page)],
        "because": "you answer for this workspace's invoices.",
        "stops": "the invoice coming in, by itself or by import, or somebody waiving it.",
    }


def account_rows(facts: PeriodFacts) -> list[tuple[str, str]]:
    """Say which account and which period it is, as the vendor knows them."""
    plan = next((str(plan["name"]) for plan in reversed(facts.workspace.plans) if _began(plan, facts)), None)
    return [
        ("Customer", Ours(facts.workspace.name)),
        ("Account", Ours(facts.workspace.account)),
        ("Billing period", facts.reader.figures.days(_covered(facts))),
        *([("Plan", Ours(plan))] if plan else []),
    ]


def signature(facts: PeriodFacts) -> str:
    """Say who signs what goes to the vendor."""
    return f"{facts.workspace.name}, accounts payable"


def _covered(facts: PeriodFacts) -> CoveredPeriod:
    return CoveredPeriod(starts_on=facts.starts_on, ends_on=facts.ends_on)


def _began(plan: Any, facts: PeriodFacts) -> bool:
    return str(plan.get("from", "")) <= facts.ends_on.isoformat()
