"""Letter: what the coming payment run releases, what is held, and on whom that waits; told to one person of finance."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from notifications.ahead import RunFacts
from notifications.facts import Letter
from notifications.figures import Figures
from notifications.wording import Ours
from workflow.invoices.quoting import called
from workflow.payment_runs.sheet import Amounts, Asked, Reviewed, RunSheet, totals

FOLDER = "run"
TOO_LATE = (
    "No run's money lands by the due date any more. Once approved, they can be paid outside of the run, which is "
    "asked for on the page of the review."
)
GROUPS: tuple[tuple[str, str, Callable[[RunSheet], Sequence[Reviewed]]], ...] = (
    ("Released for this run", "", lambda sheet: sheet.released),
    (
        "To be paid outside of the run",
        "These were approved to be paid at once; this run does not pay them.",
        lambda sheet: sheet.outside,
    ),
    (
        "Held, and too late for every run",
        TOO_LATE,
        lambda sheet: sheet.missed,
    ),
    ("Held, and this is the last run that lands in time", "", lambda sheet: sheet.needed),
    ("Held, with time beyond this run", "", lambda sheet: sheet.later),
)


def still_true(facts: RunFacts) -> bool:
    """Stop once the run's cut-off has passed, and when there is nothing to release and nothing held."""
    return any(sheet.run > facts.now for sheet in facts.sheets)


def compose(facts: RunFacts) -> Letter:
    """Choose what the mail says: what is released first, then what is held, the most urgent before the rest."""
    words, sheets = facts.reader.figures, facts.sheets
    released = [one for sheet in sheets for one in sheet.released]
    held = [one for sheet in sheets for one in sheet.held]
    context = {
        "reader": facts.reader,
        "run_on": facts.run_on,
        "released": len(released),
        "held": len(held),
        "released_total": _written(totals(released), words),
        "held_total": _written(totals(held), words),
        "groups": [group for title, note, chosen in GROUPS if (group := _group(title, note, chosen, facts))],
        "rows": _cut_offs(sheets, words),
        "links": [("See what waits for you", f"{facts.home}/")],
        "because": "you were picked of those who answer for finance.",
        "stops": "nothing; it comes the business day before a payment run, and only when there is something to say.",
    }
    return Letter(FOLDER, context)


def _group(
    title: str, note: str, chosen: Callable[[RunSheet], Sequence[Reviewed]], facts: RunFacts
) -> dict[str, Any] | None:
    words, several = facts.reader.figures, len(facts.sheets) > 1
    reviews = [(sheet, one) for sheet in facts.sheets for one in chosen(sheet)]
    if not reviews:
        return None
    return {
        "title": title,
        "note": note,
        "items": [_item(one, Ours(sheet.workspace) if several else Ours(), facts) for sheet, one in reviews],
        "total": _written(totals(one for _, one in reviews), words),
    }


def _item(one: Reviewed, workspace: str, facts: RunFacts) -> dict[str, Any]:
    words = facts.reader.figures
    return {
        "numbers": ", ".join(map(called, one.numbers)),
        "workspace": workspace,
        "amount": _written(one.amounts, words),
        "is_part": one.part is not None,
        "off_cycle": one.off_cycle and one.is_undecided,
        "decide_by": one.decide_by if one.is_undecided else None,
        "was": "is" if one.decide_by > facts.now else "was",
        "waits_on": _waits_on(one, words) if one.is_undecided else "",
    }


def _waits_on(one: Reviewed, words: Figures) -> Ours:
    """Say on whom a review waits; the names are those of our own setup file."""
    said = [_asked(asked, words) for asked in one.waits_on]
    if one.vendor_since:
        said.append(f"the vendor (since {words.moment(one.vendor_since)})")
    return Ours(", ".join(said))


def _asked(asked: Asked, words: Figures) -> str:
    role = asked.role if asked.seat == 1 else f"{asked.role}, seat {asked.seat}"
    asleep = f", to be reminded {words.moment(asked.snoozed_until)}" if asked.snoozed_until else ""
    return f"{asked.person or 'nobody yet'} ({role}{asleep})"


def _written(amounts: Amounts, words: Figures) -> str:
    return " and ".join(words.money(amount, currency) for currency, amount in amounts) or "no amount stated"


def _cut_offs(sheets: Iterable[RunSheet], words: Figures) -> list[tuple[str, str]]:
    """Say until when a decision counts: once, or by workspace where their clocks differ."""
    by_moment: dict[str, list[str]] = {}
    for sheet in sheets:
        by_moment.setdefault(words.moment(sheet.run), []).append(sheet.workspace)
    if len(by_moment) == 1:
        return [("Cut-off", moment) for moment in by_moment]
    return [(f"Cut-off, {', '.join(names)}", moment) for moment, names in by_moment.items()]
