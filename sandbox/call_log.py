"""The sandbox vendor's routes about voice sessions.

Paths and parameters are Callaro's as published; it publishes no fields of these answers, so theirs are made up.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from http import HTTPStatus
from itertools import islice

from sandbox.envelope import USUAL_PAGE, Asked, Envelope, Refused, Route, cursor_page, day, number, untraced
from sandbox.traffic import DAY, Session, Traffic, draw, newest_first, session_of

CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,6})", re.ASCII)
"""The day to go on with, and how many of its sessions were shown already."""


class CallLog:
    """What the vendor tells of a tenant's calls, as of its own `today()`; never of another's."""

    def __init__(self, traffic: Mapping[str, Traffic], today: Callable[[], date], page_limit: int) -> None:
        """Take the traffic by account; `page_limit` is the most that one page ever holds."""
        self._traffic = traffic
        self._today = today
        self._page_limit = page_limit

    @property
    def routes(self) -> Sequence[Route]:
        """List the routes."""
        return Route("GET", "/voice_sessions", self.sessions), Route("GET", "/voice_sessions/{id}", self.session)

    def sessions(self, asked: Asked) -> Envelope:
        """List the voice sessions, newest first, the one in flight too, by cursor."""
        traffic, size = self._of(asked), min(number(asked.query, "page_size", USUAL_PAGE), self._page_limit)
        found = list(islice(_backwards(traffic, *self._place(asked)), size + 1))
        following = found[size][0] if len(found) > size else None
        newest = in_flight(traffic, self._today())
        return cursor_page([_told(asked.account, traffic, one, newest) for _, one in found[:size]], following)

    def session(self, asked: Asked) -> Envelope:
        """Show one voice session."""
        traffic, today = self._of(asked), self._today()
        found = session_of(traffic, asked.place["id"], today)
        if found is None:
            raise Refused(HTTPStatus.NOT_FOUND, "SESSION_NOT_FOUND", "There is no such voice session.")
        return untraced(_told(asked.account, traffic, found, in_flight(traffic, today)))

    def _of(self, asked: Asked) -> Traffic:
        return self._traffic.get(asked.account, Traffic())

    def _place(self, asked: Asked) -> tuple[date, int]:
        """Read the cursor; without one it begins with the vendor's today."""
        cursor = asked.query.get("cursor")
        if cursor is None:
            return self._today(), 0
        found = CURSOR.fullmatch(cursor)
        if found is None:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "INVALID_CURSOR", "cursor is none that was given out.")
        return min(day({"cursor": found[1]}, "cursor"), self._today()), int(found[2])


def in_flight(traffic: Traffic, today: date) -> Session | None:
    """Give the newest session of today, which is still going on."""
    return next(iter(newest_first(traffic, today)), None)


def completed(account: str, traffic: Traffic, session: Session) -> Envelope:
    """Describe a session that has ended."""
    caller = traffic.numbers[draw(len(traffic.numbers), session.id)]
    return {
        "id": session.id,
        "voice_session_id": session.id,
        "call_id": session.id,
        "call_sid": f"CA{draw(16**12, session.id):012x}",
        "tenant_id": account,
        "campaign_id": session.campaign.id,
        "agent_id": session.campaign.id.replace("cmp", "agt"),
        "direction": "outbound",
        "from_e164": caller,
        "to_e164": f"{caller[:-2]}{draw(100, session.id, 'to'):02}",
        "call_status": "completed",
        "started_at": session.started_at.isoformat(),
        "ended_at": session.ended_at.isoformat(),
        "duration_seconds": session.seconds,
        "billed_minutes": session.billed_minutes,
    }


def _told(account: str, traffic: Traffic, session: Session, newest: Session | None) -> Envelope:
    """Describe a session; `newest` is the one that is still going on."""
    told = completed(account, traffic, session)
    if session != newest:
        return told
    return told | {"call_status": "in_progress", "ended_at": None, "duration_seconds": None, "billed_minutes": None}


def _backwards(traffic: Traffic, since: date, shown: int) -> Iterator[tuple[str, Session]]:
    """Give the sessions from a place on back to the first, each with the cursor that leads to it."""
    while since >= traffic.since:
        for position, session in enumerate(newest_first(traffic, since)[shown:], start=shown):
            yield f"{since}.{position}", session
        since, shown = since - DAY, 0
