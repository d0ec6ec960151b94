"""Which usage lines charge for which campaigns, and what the vendor counted of those."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflow.findings.naming import names
from workflow.invoices.charged_days import span_of
from workflow.invoices.document import InvoiceDocument, Line, LineKind
from workflow.invoices.source import Completeness, Span, UsageFact
from workflow.invoices.usage_seen import Counted

CAMPAIGN = "campaign"
_SAME_UNIT = {"min": "minute", "mins": "minute", "minutes": "minute"}
"""The ways in which a vendor, and UN/ECE Recommendation 20, write the unit of calls."""


@dataclass(frozen=True)
class UsageMatch:
    """Usage lines over the same days that charge for the same campaigns; those are empty where none is known.

    `answer` is all that the vendor counted in these days, with its moment and how complete it was.
    """

    answer: Counted
    lines: tuple[Line, ...]
    campaigns: tuple[UsageFact, ...]

    @property
    def billed(self) -> Decimal | None:
        """Add up what the lines charge for, in their unit; None when a line does not say how much."""
        return _sum(line.quantity for line in self.lines)

    @property
    def is_comparable(self) -> bool:
        """Tell whether the lines charge by the unit that campaigns are counted in."""
        return _units_fit(self.lines, self.campaigns or campaigns_of(self.answer))

    @property
    def counted(self) -> Decimal | None:
        """Add up what the vendor counted, in the unit of the lines; None when it does not say, or in another unit."""
        if not self.campaigns or not self.is_comparable:
            return None
        return _sum(campaign.quantity for campaign in self.campaigns)

    @property
    def is_final(self) -> bool:
        """Tell whether the vendor counts no more."""
        return bool(self.campaigns) and all(campaign.is_final for campaign in self.campaigns)


def usage_matches(document: InvoiceDocument, usage: Mapping[Span, Counted]) -> tuple[UsageMatch, ...]:
    """Put the usage lines beside what was counted in their own days, else the document's.

    Lines of one campaign are one match. A line that names none stands alone with no campaigns, unless it is the only
    one of its days: then it charges for all of them. Lines of days without any campaign counted are left out.
    """
    by_span: dict[Span, list[Line]] = defaultdict(list)
    for line in document.lines:
        span = span_of(line.period or document.period)
        if span and line.kind == LineKind.USAGE and span in usage and campaigns_of(usage[span]):
            by_span[span].append(line)
    return tuple(match for span, lines in by_span.items() for match in _matched(usage[span], lines))


def campaigns_of(answer: Counted) -> tuple[UsageFact, ...]:
    """Give the campaigns of an answer; sessions and call logs count the same calls once more."""
    return tuple(fact for fact in answer.facts if fact.kind == CAMPAIGN)


def campaigns_named(description: str | None, campaigns: Iterable[UsageFact]) -> tuple[UsageFact, ...]:
    """Give the campaigns whose name or reference stands in a description: those of the longest one.

    Several when they bear the same name and no reference tells which.
    """
    found = [(_hold(description, campaign), campaign) for campaign in campaigns]
    longest = max((hold for hold, _ in found), default=(0, 0))
    return tuple(campaign for hold, campaign in found if hold == longest and any(hold))


def _hold(description: str | None, campaign: UsageFact) -> tuple[int, int]:
    """Say how much of a description is about a campaign: the longest of what is found, then the reference."""
    reference, name = (
        len(text) if text and names(description, text) else 0 for text in (campaign.reference, campaign.name)
    )
    return max(reference, name), reference


def _matched(answer: Counted, lines: Sequence[Line]) -> Iterable[UsageMatch]:
    campaigns = campaigns_of(answer)
    together: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    named = [(line, campaigns_named(line.description, campaigns)) for line in lines]
    of_all = len(lines) == 1 and answer.answered == Completeness.COMPLETE and _units_fit(lines, campaigns)
    for line, its in named:
        if its:
            together[tuple(one.reference for one in its)].append(line)
        else:
            yield UsageMatch(answer, (line,), campaigns if of_all else ())
    for references, those in together.items():
        yield UsageMatch(answer, tuple(those), tuple(one for one in campaigns if one.reference in references))


def _units_fit(lines: Iterable[Line], campaigns: Iterable[UsageFact]) -> bool:
    """Tell whether quantities can be compared: whoever states a unit states the same."""
    units = {_unit(one.unit) for those in (lines, campaigns) for one in those if one.unit}
    return len(units) <= 1


def _unit(text: str) -> str:
    folded = text.strip().casefold()
    return _SAME_UNIT.get(folded, folded)


def _sum(quantities: Iterable[Decimal | None]) -> Decimal | None:
    stated = list(quantities)
    return None if None in stated else sum(filter(None, stated), Decimal(0))
