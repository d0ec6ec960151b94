"""`check --online`: each source is tried for each of its workspaces, and what it answered is said."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from rich.console import Console

from cli.command import ContentError
from config.clock import now
from tasks.trying import Tried, try_sources
from workflow.invoices.currency import minor_digits
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.numerals import write_money, write_number
from workflow.invoices.source import Completeness, Evidence, Fetched, Span, UsageFact
from workflow.setup.places import lines_of
from workflow.setup.schema import Setup


def try_online(file: Path, text: str, setup: Setup) -> None:
    """Print what every source answers; raises ContentError that names the first workspace where something is amiss."""
    console = Console(soft_wrap=True, markup=False, highlight=False)
    total, complaints = len(setup.workspaces), list[str]()
    with console.status(_progress(0, total)) as status:
        for position, tried in enumerate(try_sources(setup, file.resolve().parent, now())):
            for line in _told(tried):
                console.print(line)
            line_number = lines_of(text).get(("workspaces", position), 1)
            place = f'{file}:{line_number}: workspaces[{position + 1}] (key "{tried.key}")'
            complaints += [f"{place}: source {tried.source}: {complaint}" for complaint in _complaints(tried)]
            status.update(_progress(position + 1, total))
    if complaints:
        more = f" (and {len(complaints) - 1} more)" if len(complaints) > 1 else ""
        raise ContentError(_printable(complaints[0]) + more)


def _progress(answered: int, total: int) -> str:
    return f"Asking the sources: {answered} of {total} workspaces have an answer."


def _told(tried: Tried) -> Iterator[str]:
    """Say what came, in a few lines."""
    fetched, evidence = tried.fetched, tried.evidence
    yield f"{tried.key}, source {tried.source}, {tried.span.starts_on} to {tried.span.ends_on}"
    yield _printable(f"  invoices {fetched.state}: {_invoices(fetched, tried.span)}")
    yield from (_printable(f"  set aside {one.name}: {one.reason}") for one in fetched.set_aside)
    yield _printable(f"  usage {evidence.state}: {_usage(evidence)}")
    yield from (
        _printable(f"  to do: {problem}") for problem in dict.fromkeys((fetched.problem, evidence.problem)) if problem
    )


def _invoices(fetched: Fetched, span: Span) -> str:
    documents = [one.document for one in fetched.received]
    within = sum(1 for document in documents if _ends_within(document, span))
    if not documents:
        return "none seen"
    last = max(documents, key=lambda document: (document.issued_on is not None, document.issued_on or span.ends_on))
    return f"{len(documents)} seen, {within} of these days; the last is {_named(last)}"


def _ends_within(document: InvoiceDocument, span: Span) -> bool:
    period = document.period
    last = (period.ends_on or period.starts_on) if period else None
    return last is not None and span.starts_on <= last <= span.ends_on


def _named(document: InvoiceDocument) -> str:
    amount, day = document.total, document.issued_on
    total = (
        f" over {write_money(amount, minor_digits(document.currency))} {document.currency}"
        if amount is not None
        else ""
    )
    return f"{document.number}{f' of {day}' if day else ''}{total}"


def _usage(evidence: Evidence) -> str:
    campaigns = [fact for fact in evidence.facts if fact.kind == "campaign"]
    told = [f"{len(campaigns)} campaigns"] if campaigns else []
    told += [f"{len(facts)} of them with {_sum(facts)} {unit}" for unit, facts in _by_unit(campaigns).items()]
    for fact in evidence.facts:
        if fact.kind != "campaign":
            told.append(f"{fact.kind} {_sum([fact]) if fact.quantity is not None else 'not counted'}")
    return ", ".join(told) or "none seen"


def _by_unit(facts: Iterable[UsageFact]) -> dict[str, list[UsageFact]]:
    counted: dict[str, list[UsageFact]] = {}
    for fact in facts:
        if fact.quantity is not None:
            counted.setdefault(fact.unit or "of no unit", []).append(fact)
    return counted


def _sum(facts: Iterable[UsageFact]) -> str:
    return write_number(sum((fact.quantity or Decimal(0) for fact in facts), Decimal(0)))


def _complaints(tried: Tried) -> Iterator[str]:
    """Say what keeps this source from being right: what is not complete, and what should have been readable."""
    if tried.fetched.state != Completeness.COMPLETE:
        yield f"invoices are {tried.fetched.state}: {tried.fetched.problem}"
    for one in tried.fetched.set_aside:
        if one.may_be_awaited:
            yield f"{one.name} is set aside: {one.reason}"
    if tried.evidence.state != Completeness.COMPLETE and tried.evidence.problem != tried.fetched.problem:
        yield f"usage is {tried.evidence.state}: {tried.evidence.problem}"


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)
