"""Asks a teller for usage, as the tests do; positions go through JSON, as a database keeps them."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sources.callaro import CallaroSettings, CallaroSource
from tests.sources.teller import Answer, Teller, cursored, paged, said
from workflow.invoices.source import Account, Evidence, Position, Span, UsageFact

OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))
KEY = "sk_very_secret"
CAMPAIGNS, SESSIONS, EXPORTS = "/bulk_call_campaigns", "/voice_sessions", "/call-log-exports"


def usage(
    teller: Teller, position: Position | None = None, *, zone: str = "Europe/Berlin", seconds: float = 10, **more: Any
) -> Evidence:
    """Ask for October's usage; what the teller was told nothing about has none."""
    teller.at.setdefault(CAMPAIGNS, [said(paged([]))])
    teller.at.setdefault(SESSIONS, [said(cursored([]))])
    base = {"base_url": teller.url, "auth": "tenant", "api_key": KEY, "allow_private_addresses": True}
    source = CallaroSource("callaro", CallaroSettings(**{**base, **more}), seconds=seconds)
    stored = json.loads(json.dumps(position)) if position else None
    return source.evidence(Account("acme", "44", "EUR", zone), OCTOBER, stored)


def facts(evidence: Evidence, kind: str) -> list[UsageFact]:
    """Give the facts of a kind."""
    return [fact for fact in evidence.facts if fact.kind == kind]


def analytics(teller: Teller, campaign: str, *answers: Answer) -> None:
    """Tell the analytics of a campaign."""
    teller.at[f"{CAMPAIGNS}/{campaign}/analytics"] = list(answers)


def minutes(number: object, **more: object) -> Answer:
    """Make the analytics of a campaign."""
    return said({"data": {"billed_minutes": number, **more}, "message": None, "meta": {}, "request_id": "r-9"})


def session(name: str, began: object, ended: object = "2026-10-31T12:00:00Z") -> dict[str, object]:
    """Make a voice session."""
    return {"id": name, "started_at": began, "ended_at": ended}


def sessions(teller: Teller, *pages: Sequence[object]) -> None:
    """Tell pages of voice sessions."""
    following = [f"c{number}" for number in range(1, len(pages))]
    teller.at[SESSIONS] = [
        said(cursored([*page], cursor)) for page, cursor in zip(pages, [*following, None], strict=True)
    ]
