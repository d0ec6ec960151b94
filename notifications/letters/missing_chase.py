"""Letter: the vendor's support is asked for a missing invoice, once and once again."""

from typing import Any

from notifications.facts import Letter, PeriodFacts
from notifications.letters.expected import about_period, is_missing, signature

FOLDER = "missing_chase"
AGAIN = "chase_again"


def still_true(facts: PeriodFacts) -> bool:
    """Stop once the invoice has come or was waived."""
    return is_missing(facts)


def compose(facts: PeriodFacts) -> Letter:
    """Choose what the letter says; answers go to finance."""
    context = asked_of_vendor(facts, signature(facts)) | {
        "because": "You get this because this address is the vendor's support contact of the account.",
        "stops": "The invoice stops it.",
    }
    return Letter(FOLDER, context, reply_to=tuple(facts.notice.data.get("reply_to", ())))


def asked_of_vendor(facts: PeriodFacts, signed: str) -> dict[str, Any]:
    """Give what the letter to the vendor names, whoever sends it."""
    return about_period(facts) | {"again": _is_again(facts), "signed": signed}


def _is_again(facts: PeriodFacts) -> bool:
    """Tell whether the vendor was written to before: after an outage the second letter may be the first to go out."""
    return facts.notice.part == AGAIN and not facts.notice.data.get("is_first", False)
