"""What a mailbox shows beside the subject of a letter that asks: by when, what changed, what to look at."""

from collections import Counter

from notifications.facts import ReviewFacts
from notifications.letters.comparing import compare
from notifications.wording import Ours
from workflow.findings.finding import Severity

SAID = {Severity.SEVERE: "serious", Severity.CHECK: "to check"}
NOTHING = "Nothing unusual was found."


def preview(facts: ReviewFacts, urgency: str = "") -> Ours:
    """Say it in the order in which it helps to choose what to open first; how urgent it is comes before all."""
    case, writes = facts.case, facts.reader.figures
    by = "The last moment to decide was" if facts.now >= case.decide_by else "Decide by"
    said = (urgency and f"{urgency}.", f"{by} {writes.moment(case.decide_by)}.", _change(facts), _noticed(facts))
    return Ours(" ".join(filter(None, said)))


def _change(facts: ReviewFacts) -> str:
    """Say how much more or less a single invoice asks for than the one before."""
    if len(facts.case.invoices) != 1:
        return ""
    (invoice,) = facts.case.invoices
    comparison = compare(invoice)
    if comparison is None:
        return ""
    writes = facts.reader.figures
    share = "" if comparison.percent is None else f" ({writes.percent(comparison.percent)})"
    return f"{writes.change(comparison.change, invoice.document.currency)}{share}."


def _noticed(facts: ReviewFacts) -> str:
    counts = Counter(finding.severity for one in facts.case.invoices for finding in one.speaking)
    said = ", ".join(f"{counts[severity]} {words}" for severity, words in SAID.items() if counts[severity])
    return f"{said}." if said else NOTHING
