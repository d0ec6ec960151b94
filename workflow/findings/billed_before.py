"""Charges that an earlier invoice of the seller made for some of the same days."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflow.findings.days import line_days, shared
from workflow.findings.earlier import around_it
from workflow.findings.facts import Facts
from workflow.findings.lines import by_key
from workflow.findings.wording import named
from workflow.invoices.document import InvoiceDocument, Line, LineKind
from workflow.invoices.source import Span


@dataclass(frozen=True)
class BilledBefore:
    """The days that an earlier invoice charged too, and the names of the lines that it did so for."""

    number: str
    days: Span
    names: tuple[str, ...]


def billed_before(facts: Facts) -> list[BilledBefore]:
    """Find the charges that come again, by invoice and days.

    A line charges for its own days, else for the invoice's: a month's invoice whose usage begins where the top-ups
    ended charges nothing again, although its header says the whole month.
    """
    names: dict[tuple[str, Span], list[str]] = defaultdict(list)
    for earlier in around_it(facts):
        for line, days in _again(facts.document, earlier):
            names[earlier.number, days].append(named(line))
    return [BilledBefore(number, days, tuple(dict.fromkeys(those))) for (number, days), those in names.items()]


def _again(document: InvoiceDocument, earlier: InvoiceDocument) -> Iterator[tuple[Line, Span]]:
    there, here = _charges(earlier), _charges(document)
    for key, charges in here.items():
        for (kind, days), line in charges.items():
            same = (other for other_kind, other in there.get(key, ()) if _are_the_same(kind, other_kind))
            if both := next(filter(None, (shared(days, other) for other in same)), None):
                yield line, both


def _charges(document: InvoiceDocument) -> Mapping[str, Mapping[tuple[LineKind, Span], Line]]:
    """Give the first line of each kind and days, by what it is about: a list of calls has thousands of lines."""
    found: dict[str, dict[tuple[LineKind, Span], Line]] = defaultdict(dict)
    for key, lines in by_key(line for line in document.lines if _is_charge(line)).items():
        for line in lines:
            if days := line_days(line, document):
                found[key].setdefault((line.kind, days), line)
    return found


def _is_charge(line: Line) -> bool:
    """Leave out credits, what is included in something else, and what nobody can tell apart."""
    costs = line.amount is None or line.amount > 0
    return costs and line.kind != LineKind.ADJUSTMENT and bool(line.description)


def _are_the_same(kind: LineKind, other: LineKind) -> bool:
    """Tell whether two kinds may be one: files do not say what a line is."""
    return kind == other or LineKind.OTHER in {kind, other}
