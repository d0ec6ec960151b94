"""Letter: the vendor was written to twice and the invoice is still missing; the admins are told."""

from notifications.facts import Letter, PeriodFacts
from notifications.letters.expected import about_period, is_missing

FOLDER = "missing_admin"


def still_true(facts: PeriodFacts) -> bool:
    """Stop once the invoice has come or was waived."""
    return is_missing(facts)


def compose(facts: PeriodFacts) -> Letter:
    """Choose what the letter says."""
    return Letter(FOLDER, about_period(facts) | {"because": "you are an admin of this workspace."})
