"""Letter: a missing invoice has come, told to everybody who had been told that it is missing."""

from notifications.facts import Arrived, Letter, PeriodFacts
from notifications.figures import Figures
from notifications.letters.expected import about_period, account_rows, signature
from workflow.invoices.quoting import called
from workflow.periods.period import INVOICED, REVIEWED

FOLDER = "missing_arrived"
THANKS = "missing_thanks"


def still_true(facts: PeriodFacts) -> bool:
    """Stop if the invoice is not there after all."""
    return facts.state in {INVOICED, REVIEWED}


def compose(facts: PeriodFacts) -> Letter:
    """Thank the vendor; tell a person what has come."""
    return _told(facts) if facts.reader.person_id else _thanks(facts)


def _told(facts: PeriodFacts) -> Letter:
    came = [("Invoice", _in_words(one, facts.reader.figures)) for one in facts.arrived]
    context = about_period(facts) | {
        "rows": [*account_rows(facts), *came],
        "links": [("See the period", facts.page)],
        "reviewed": facts.state == REVIEWED,
        "because": "you were told that this invoice is missing.",
        "stops": "nothing needs to: nothing more comes about it being missing.",
    }
    return Letter(FOLDER, context)


def _thanks(facts: PeriodFacts) -> Letter:
    context = about_period(facts) | {
        "rows": [*account_rows(facts), *(("Invoice", called(one.number)) for one in facts.arrived)],
        "signed": signature(facts),
        "because": "You get this because this address is the vendor's support contact of the account.",
        "stops": "Nothing more comes about this period.",
    }
    return Letter(THANKS, context)


def _in_words(one: Arrived, writes: Figures) -> str:
    return (
        f"{called(one.number)}, {writes.money(one.total, one.currency)}, received on {writes.moment(one.received_at)}"
    )
