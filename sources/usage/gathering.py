"""Gathers all that Callaro counts of some days, part by part, within one fetch or several."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from sources.http import FetchError
from sources.paging import may_be_read_on
from sources.position import Bookmark
from sources.usage.call_log import CallLog
from sources.usage.campaigns import Campaigns
from sources.usage.part import Inquiry, Part
from sources.usage.sessions import Sessions
from workflow.invoices.source import Completeness, Evidence, Position, UsageFact

PARTS: Mapping[str, Callable[[Inquiry, Mapping[str, Any]], Part]] = {
    "campaigns": Campaigns,
    "voice sessions": Sessions,
    "call log": CallLog,
}
"""In the order of asking; each has a scope of its own, so what one key may not see does not stop the others."""
A_DAY = 24 * 60 * 60
"""Seconds."""


@dataclass
class Gathered:
    """The facts so far, each once, and what went wrong in which part."""

    facts: dict[tuple[str, str], UsageFact] = field(default_factory=dict)
    failures: list[tuple[str, FetchError]] = field(default_factory=list)

    def add(self, fact: UsageFact) -> None:
        """Take a fact in; the later of two about the same thing counts."""
        self.facts[fact.kind, fact.reference] = fact

    @property
    def is_broken(self) -> bool:
        """Tell whether a person must put something right."""
        return any(error.state == Completeness.BROKEN for _, error in self.failures)

    def answer(self, request_id: str | None, position: Position | None) -> Evidence:
        """Put the answer together; it is as good as its worst part."""
        facts = tuple(self.facts.values())
        if not self.failures:
            return Evidence(Completeness.COMPLETE, facts, request_id=request_id)
        last = self.failures[-1][1]
        return Evidence(
            Completeness.BROKEN if self.is_broken else Completeness.INCOMPLETE,
            facts,
            "; ".join(f"{part}: {error.problem}" for part, error in self.failures),
            last.request_id,
            last.retry_after,
            None if self.is_broken else position,
        )


def gather(inquiry: Inquiry, position: Position | None) -> Evidence:
    """Ask for every part from the position on.

    A part that is refused is left out for the others; where the vendor cannot answer now it is left alone, and the
    position says where to read on.
    """
    here = inquiry.name
    before = Bookmark.opened(position, here)
    gathered, place = Gathered(), None
    names = _parts(exports=inquiry.plan.exports)
    for name in names[names.index(before.part) :] if before and before.part in names else names:
        part = PARTS[name](inquiry, before.at if before and before.part == name else {})
        try:
            for fact in part.facts():
                gathered.add(fact)
        except FetchError as error:
            gathered.failures.append((name, _told(error)))
            if error.state == Completeness.INCOMPLETE:
                place = Bookmark(of=here, part=name, at=part.left() if may_be_read_on(error) else {})
                break
    begun = place and (place.at or place.part != names[0])
    return gathered.answer(inquiry.caller.request_id, place.kept(before) if place and begun else None)


def _told(error: FetchError) -> FetchError:
    """Say of what a vendor does not publish the same every time, and have it looked for but once a day."""
    if error.status != HTTPStatus.NOT_FOUND:
        return error
    problem = error.problem.replace(f" (request {error.request_id})", "")
    return FetchError(error.state, problem, error.request_id, A_DAY, error.status)


def _parts(*, exports: bool) -> list[str]:
    return [name for name in PARTS if exports or PARTS[name] is not CallLog]
