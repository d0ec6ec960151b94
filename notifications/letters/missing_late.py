"""Letter: an expected invoice has not come; finance learns what that means and what comes next."""

from notifications.facts import Letter, PeriodFacts
from notifications.letters.expected import about_period, is_missing

FOLDER = "missing_late"


def still_true(facts: PeriodFacts) -> bool:
    """Stop once the invoice has come or was waived."""
    return is_missing(facts)


def compose(facts: PeriodFacts) -> Letter:
    """Choose what the letter says."""
    return Letter(FOLDER, about_period(facts))
