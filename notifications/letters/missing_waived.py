"""Letter: a missing invoice is no longer expected, told to whoever had been told that it is missing."""

from notifications.facts import Letter, PeriodFacts
from notifications.letters.expected import about_period
from workflow.periods.period import WAIVED

FOLDER = "missing_waived"


def still_true(facts: PeriodFacts) -> bool:
    """Stop if an invoice has come all the same."""
    return facts.state == WAIVED


def compose(facts: PeriodFacts) -> Letter:
    """Choose what the letter says."""
    context = about_period(facts) | {
        "waiver": facts.waiver,
        "links": [("See the period", facts.page)],
        "because": "you were told that this invoice is missing.",
        "stops": "nothing needs to: nothing more comes about this period, unless its invoice does.",
    }
    return Letter(FOLDER, context)
