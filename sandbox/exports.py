"""The sandbox vendor's routes about exports of the call log: asked for, made in the background, downloaded.

Paths and the body of the question are Callaro's as published; it publishes no states of an export and no columns, so
these are made up.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from fastapi import Response

from sandbox.call_log import completed, in_flight
from sandbox.envelope import Asked, Envelope, Refused, Route, day, envelope
from sandbox.traffic import Session, Traffic, days, newest_first
from sources.exact_json import Json, read_json
from workflow.invoices.source import Span

INVALID = "VALIDATION_ERROR"
COLUMNS = (
    "voice_session_id",
    "campaign_id",
    "started_at",
    "ended_at",
    "duration_seconds",
    "billed_minutes",
    "from_e164",
    "to_e164",
)


@dataclass
class Export:
    """One export as it was asked for; it is done once somebody has looked at it."""

    account: str
    covers: Span
    campaign_id: str | None
    done: bool = False


class Exports:
    """The exports that tenants have asked for; one is never shown to another tenant."""

    def __init__(self, traffic: Mapping[str, Traffic], today: Callable[[], date]) -> None:
        """Take the traffic by account, and what tells the vendor's day."""
        self._traffic = traffic
        self._today = today
        self._exports: dict[str, Export] = {}

    @property
    def routes(self) -> Sequence[Route]:
        """List the routes."""
        return (
            Route("POST", "/call-log-exports", self.ask),
            Route("GET", "/call-log-exports/{id}", self.look),
            Route("GET", "/call-log-exports/{id}/download", self.download),
        )

    def ask(self, asked: Asked) -> Envelope:
        """Take in what is wanted: the days, both included, and one campaign where it is named."""
        wanted = _object(asked.body)
        covers = Span(day(wanted, "date_from"), day(wanted, "date_to"))
        if covers.ends_on < covers.starts_on:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "INVALID_DATE_RANGE", "date_to lies before date_from.")
        name = f"exp_{len(self._exports) + 1}"
        self._exports[name] = Export(asked.account, covers, self._campaign(asked.account, wanted.get("filters")))
        return envelope({"id": name, "status": "processing"}, message="The export is being made.")

    def look(self, asked: Asked) -> Envelope:
        """Tell how far an export is: at the first look it is being made, after that it is done."""
        export = self._asked_for(asked)
        status = "completed" if export.done else "processing"
        export.done = True
        return envelope({"id": asked.place["id"], "status": status})

    def download(self, asked: Asked) -> Response:
        """Give an export that is done, as CSV, in order of time."""
        export = self._asked_for(asked)
        if not export.done:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "EXPORT_NOT_READY", "The export is not done yet.")
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        traffic = self._traffic.get(export.account, Traffic())
        writer.writerows(completed(export.account, traffic, one) for one in self._sessions(traffic, export))
        return Response(text.getvalue(), media_type="text/csv")

    def _sessions(self, traffic: Traffic, export: Export) -> Iterator[Session]:
        """Give what has ended by now; the call in flight stands in a later export."""
        today = self._today()
        newest = in_flight(traffic, today)
        for one in days(Span(max(export.covers.starts_on, traffic.since), min(export.covers.ends_on, today))):
            for session in reversed(newest_first(traffic, one)):
                if export.campaign_id in {None, session.campaign.id} and session != newest:
                    yield session

    def _campaign(self, account: str, filters: Json) -> str | None:
        """Read which campaign is wanted; null: all of them."""
        if not isinstance(filters, dict | None):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, INVALID, "filters is no object.")
        wanted = (filters or {}).get("campaign_id")
        known = self._traffic.get(account, Traffic()).campaigns
        if wanted is not None and wanted not in [campaign.id for campaign in known]:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, INVALID, "filters.campaign_id names no campaign.")
        return None if wanted is None else str(wanted)

    def _asked_for(self, asked: Asked) -> Export:
        export = self._exports.get(asked.place["id"])
        if export is None or export.account != asked.account:
            raise Refused(HTTPStatus.NOT_FOUND, "EXPORT_NOT_FOUND", "There is no such export.")
        return export


def _object(body: bytes) -> Mapping[str, Json]:
    try:
        wanted = read_json(body)
    except ValueError:
        wanted = None
    if not isinstance(wanted, dict):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, INVALID, "The body is no JSON object.")
    return wanted
