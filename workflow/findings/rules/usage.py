"""Billed usage must be what the vendor counted."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from workflow.findings.days import written
from workflow.findings.facts import Facts, Noticed, printed
from workflow.findings.finding import Severity
from workflow.findings.together import together
from workflow.findings.usage_match import UsageMatch, campaigns_of, usage_matches
from workflow.findings.wording import listed, named, percentage
from workflow.invoices.currency import minor_digits
from workflow.invoices.document import DocumentKind
from workflow.invoices.numerals import write_number
from workflow.invoices.quoting import quoted
from workflow.invoices.source import Completeness, UsageFact
from workflow.invoices.units import unit_word


class Usage:
    """Minutes that nobody called are money for nothing, and nobody sees them by looking at the invoice alone.

    Held against the vendor's own count for the days of each line, by campaign. A count that may still grow says
    something only where more is billed already. What a source does not count is not checked.
    """

    name = "usage"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Name each campaign whose usage is billed otherwise than counted, by nobody counted, or not billed."""
        if facts.document.kind != DocumentKind.INVOICE:
            return None
        matches = usage_matches(facts.document, facts.usage)
        return together([*_differences(facts, matches), *_unknown(matches), *_not_charged(facts)])


def _differences(facts: Facts, matches: tuple[UsageMatch, ...]) -> Iterator[Noticed]:
    for match in matches:
        billed, counted = match.billed, match.counted
        if billed is None or counted is None:
            continue
        gap = billed - counted
        if abs(gap) * 100 > facts.checks.usage_percent * counted and (match.is_final or gap > 0):
            yield _difference(facts, match, billed, counted)


def _difference(facts: Facts, match: UsageMatch, billed: Decimal, counted: Decimal) -> Noticed:
    gap, unit, currency = billed - counted, _unit(match), facts.document.currency
    cost = _cost(match, abs(gap), currency)
    percent = percentage(counted, billed) if counted else None
    share = f" ({percent})" if percent else ""
    worth = f", worth {cost}" if cost else ""
    so_far = "" if match.is_final else " so far; it is still counting"
    why = (
        f"{_campaigns(match, quoted)}: {write_number(billed)}{unit} billed, "
        f"{write_number(counted)}{unit} counted by the vendor{so_far}. "
        f"That is {write_number(abs(gap))} {'more' if gap > 0 else 'less'}{share}{worth}; "
        f"more than {write_number(facts.checks.usage_percent)} % is to be looked at."
    )
    inputs = {
        "campaign": _campaigns(match),
        "billed": write_number(billed),
        "counted": write_number(counted),
        "difference": write_number(gap),
        "difference_percent": percent,
        "difference_cost": cost,
        "threshold_percent": write_number(facts.checks.usage_percent),
        "count": "final" if match.is_final else "in progress",
        "seen_at": match.answer.seen_at.to_iso8601_string() if match.answer.seen_at else None,
    }
    return Noticed(Severity.CHECK if match.is_final else Severity.INFO, inputs, why)


def _cost(match: UsageMatch, quantity: Decimal, currency: str) -> str | None:
    """Price a quantity as the lines do; None where they have no price in common."""
    prices = {line.unit_price for line in match.lines}
    price = prices.pop() if len(prices) == 1 else None
    if price is None:
        return None
    cost = (quantity * price).quantize(Decimal(1).scaleb(-minor_digits(currency)))
    return f"{printed(cost, currency)} at {printed(price, currency)} each"


def _campaigns(match: UsageMatch, put: Callable[[str], str] = str) -> str:
    if len(match.campaigns) > 1 and len(match.campaigns) == len(campaigns_of(match.answer)):
        return "All campaigns together"
    return ", ".join(sorted({put(_name(one)) for one in match.campaigns}))


def _name(campaign: UsageFact) -> str:
    return campaign.name or campaign.reference


def _unit(match: UsageMatch) -> str:
    unit = next((one.unit for those in (match.campaigns, match.lines) for one in those if one.unit), None)
    return f" {unit_word(unit, None)}" if unit else ""


def _unknown(matches: tuple[UsageMatch, ...]) -> Iterator[Noticed]:
    """Say which lines charge for a campaign that the vendor, asked for all of them, does not know."""
    for match in matches:
        if match.campaigns or match.answer.answered != Completeness.COMPLETE or not match.is_comparable:
            continue
        line, days = named(match.lines[0]), written(match.answer.span)
        why = f"The usage line {line} names no campaign that the vendor counted from {days}."
        yield Noticed(Severity.CHECK, {"line": match.lines[0].description, "days": days}, why)


def _not_charged(facts: Facts) -> Iterator[Noticed]:
    """Say what was counted for good and is on no line, neither here nor on an invoice over the same days before."""
    charged = {
        campaign.reference
        for document in (facts.document, *facts.around)
        for match in usage_matches(document, facts.usage)
        for campaign in match.campaigns
    }
    missing = [
        (_name(campaign), " ".join(filter(None, (write_number(campaign.quantity), unit_word(campaign.unit, None)))))
        for answer in facts.usage.values()
        if answer.answered == Completeness.COMPLETE
        for campaign in campaigns_of(answer)
        if campaign.is_final and campaign.quantity and campaign.quantity > 0 and campaign.reference not in charged
    ]
    if missing:
        told = listed([f"{quoted(name)} ({count})" for name, count in missing])
        why = f"The vendor counted usage that no line charges: {told}. It may come on a later invoice."
        inputs: dict[str, str | None] = {"not_charged": listed([f"{name} ({count})" for name, count in missing])}
        yield Noticed(Severity.INFO, inputs, why)
