"""What the vendor counted for the usage lines of an invoice."""

from collections.abc import Mapping
from decimal import Decimal

from workflow.findings.bridge.charges import NOTHING, Charge
from workflow.findings.facts import Facts
from workflow.findings.usage_match import UsageMatch, usage_matches
from workflow.invoices.numerals import write_number
from workflow.invoices.quoting import told_apart


class Counts:
    """The counts that belong to the lines of one invoice."""

    def __init__(self, facts: Facts) -> None:
        """Put lines and counts together."""
        self._facts = facts
        matches = usage_matches(facts.document, facts.usage)
        self._by_line: Mapping[int, UsageMatch] = {id(line): match for match in matches for line in match.lines}

    def excess(self, charge: Charge) -> Decimal:
        """Give how much more a line charges than a final count shows; zero within the threshold, or without a count.

        What is charged short of the count was called all the same: it is explained, if strange. Of several lines over
        the same campaigns the one that charges most bears all of it.
        """
        match = self._by_line.get(id(charge.line))
        if match is None or self.agrees(charge) or not match.is_final or match.billed is None or match.counted is None:
            return NOTHING
        most = max(match.lines, key=lambda line: line.quantity or NOTHING)
        return max(NOTHING, match.billed - match.counted) if most is charge.line else NOTHING

    def agrees(self, charge: Charge) -> bool:
        """Tell whether a final count shows what a line charges, as closely as the policy wants."""
        match = self._by_line.get(id(charge.line))
        if match is None or not match.is_final or match.billed is None or match.counted is None:
            return False
        return abs(match.billed - match.counted) * 100 <= self._facts.checks.usage_percent * abs(match.counted)

    def proof(self, charge: Charge) -> str:
        """Name the count: whose analytics, what they say, whether that is final, when it was seen."""
        match = self._by_line.get(id(charge.line))
        if match is None or not match.campaigns:
            return "no count of the vendor was seen for it"
        names = ", ".join(told_apart(one.reference) for one in match.campaigns)
        counted = f" count {write_number(match.counted)}" if match.counted is not None else ""
        return f"analytics of campaign{'s' * (len(match.campaigns) > 1)} {names}{counted}, {self._state(match)}"

    def _state(self, match: UsageMatch) -> str:
        state = "final" if match.is_final else "still in progress"
        seen_at = match.answer.seen_at
        return f"{state}, seen {self._facts.customer.calendar.local_date(seen_at)}" if seen_at else state
