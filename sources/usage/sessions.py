"""Voice sessions, `GET /voice_sessions`: how many calls began within the days, on the workspace's clock.

No filter by date is published, nor an order. Where the list turns out to run from the newest to the oldest, it is read
until the days are passed; else to its end. An account with more calls than the cap is not counted: the vendor's way for
a month of calls are its exports.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field

from sources.exact_json import Json
from sources.http import broken
from sources.paging import PAGE_SIZE, Reading, by_cursor, digest
from sources.position import Progress, fitting
from sources.usage.answers import id_of, with_items
from sources.usage.part import Inquiry
from workflow.invoices.source import UsageFact

LIST = "/voice_sessions"
SCOPE = "voice_sessions:read"
KIND = "voice_sessions"
MOST_PAGES = 100
MOST_KNOWN = PAGE_SIZE
"""Sessions back within which one is recognised that moved to the next page while the list was read."""
MOSTLY = 10
"""Steps back in time for each step forward, before a list is taken to run from the newest to the oldest."""
A_DAY = timedelta(days=1)


class Count(BaseModel):
    """What was counted so far: within the days, of them still running, without a readable beginning; and the order."""

    model_config = ConfigDict(extra="forbid", strict=True)

    read: Progress = Field(default_factory=Progress)
    within: int = 0
    running: int = 0
    undated: int = 0
    backward: int = 0
    forward: int = 0
    last: str | None = None
    known: list[str] = Field(default_factory=list)


class Sessions:
    """The number of calls; null where it cannot be known."""

    def __init__(self, inquiry: Inquiry, saved: Mapping[str, Any]) -> None:
        """Begin, or go on where an earlier fetch broke off."""
        self._inquiry = inquiry
        self._count: Count = fitting(Count, saved)
        self._reading = Reading(by_cursor, self._count.read)

    def facts(self) -> Iterator[UsageFact]:
        """Read as far as needed, then give the one fact."""
        zone = self._zone()
        whole = True
        for page in self._reading.pages(with_items(self._inquiry.caller.pages_of(LIST, {}, SCOPE))):
            if len(self._reading.progress.lengths) == 1:  # the beginning, maybe for the second time
                self._count = Count()
            if self._take(page.items, zone):
                break
            if len(self._reading.progress.lengths) >= MOST_PAGES:
                whole = self._reading.progress.next is None
                break
        yield self._fact(whole=whole)

    def left(self) -> dict[str, Any]:
        """Give the count and the place; empty when nothing has been read yet."""
        at = self._count.model_copy(update={"read": self._reading.progress})
        return at.model_dump() if at.read.lengths else {}

    def _zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self._inquiry.account.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise broken(f"{self._inquiry.account.timezone} is no time zone; correct the workspace's") from error

    def _take(self, items: list[Json], zone: ZoneInfo) -> bool:
        """Count one page, and tell whether the days are passed."""
        began = [moment for moment in (self._add(item, zone) for item in items) if moment]
        beyond = self._inquiry.span.starts_on - A_DAY
        passed = bool(began) and all(moment.astimezone(zone).date() < beyond for moment in began)
        return passed and self._count.backward > self._count.forward * MOSTLY

    def _add(self, item: Json, zone: ZoneInfo) -> datetime | None:
        """Count one session, once, and give when it began; one that has not begun yet is no usage."""
        name = _name(item)
        if name in self._count.known:
            return None
        self._count.known = [*self._count.known, name][-MOST_KNOWN:]
        said = item.get("started_at") if isinstance(item, dict) else item
        if said is None:
            return None
        began = _moment(said)
        if began is None:
            self._count.undated += 1
            return None
        self._note_order(began)
        if self._inquiry.span.starts_on <= began.astimezone(zone).date() <= self._inquiry.span.ends_on:
            self._count.within += 1
            self._count.running += not (isinstance(item, dict) and item.get("ended_at"))
        return began

    def _note_order(self, began: datetime) -> None:
        before = _moment(self._count.last)
        if before is not None:
            self._count.backward += began < before
            self._count.forward += began > before
        self._count.last = began.isoformat()

    def _fact(self, *, whole: bool) -> UsageFact:
        count = self._count
        seen = {"pages": len(self._reading.progress.lengths), "within": count.within, "running": count.running}
        known = whole and not count.undated
        return self._inquiry.fact(
            KIND,
            KIND,
            Decimal(count.within) if known else None,
            unit="call",
            is_final=known and not count.running,
            seen={**seen, "undated": count.undated, "whole": whole},
        )


def _name(item: Json) -> str:
    return digest(id_of(item) or item)


def _moment(said: Json) -> datetime | None:
    """Read ISO 8601 with its offset; null for anything else: in which zone it was, nobody knows."""
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
