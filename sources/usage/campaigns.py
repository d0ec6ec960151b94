"""Campaigns, `GET /bulk_call_campaigns`, and the analytics of each by date, `…/{id}/analytics`."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from sources.envelope import Envelope
from sources.exact_json import Json
from sources.fields import FieldError
from sources.http import FetchError, broken, quoted
from sources.paging import Reading, by_page
from sources.position import Progress, fitting
from sources.usage.answers import as_list, id_of, kept
from sources.usage.part import Inquiry
from workflow.invoices.source import UsageFact

LIST = "/bulk_call_campaigns"
SCOPE = "bulk_call_campaigns:read"


class Campaign(BaseModel):
    """One campaign whose analytics are still to be asked for."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: str
    name: str | None


class Place(BaseModel):
    """How far the list was read, and whose analytics of it are still to be asked for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    read: Progress = Field(default_factory=Progress)
    waiting: list[Campaign] = Field(default_factory=list)


class Campaigns:
    """The usage of each campaign; one whose analytics are not there is left out, the others go on."""

    def __init__(self, inquiry: Inquiry, saved: Mapping[str, Any]) -> None:
        """Begin, or go on where an earlier fetch broke off."""
        place: Place = fitting(Place, saved)
        self._inquiry = inquiry
        self._reading = Reading(by_page, place.read)
        self._waiting = place.waiting

    def facts(self) -> Iterator[UsageFact]:
        """Ask for a page of campaigns, then for the analytics of each, and so on."""
        yield from self._counted()
        for page in self._reading.pages(as_list(self._inquiry.caller.pages_of(LIST, {}, SCOPE))):
            self._waiting = [_campaign(item, page.request_id) for item in page.items]
            yield from self._counted()

    def left(self) -> dict[str, Any]:
        """Give the place; empty when nothing has been read yet."""
        place = Place(read=self._reading.progress, waiting=self._waiting)
        return place.model_dump() if place.read.lengths else {}

    def _counted(self) -> Iterator[UsageFact]:
        while self._waiting:
            campaign = self._waiting[0]
            fact = self._fact(campaign, self._analytics(campaign))
            self._waiting = self._waiting[1:]
            if fact:
                yield fact

    def _analytics(self, campaign: Campaign) -> Envelope | None:
        first, last = self._inquiry.days
        path = f"{LIST}/{quote(campaign.id, safe='')}/analytics"
        try:
            return self._inquiry.caller.get(path, {"from": first, "to": last}, SCOPE)
        except FetchError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def _fact(self, campaign: Campaign, answer: Envelope | None) -> UsageFact | None:
        if answer is None:
            return None
        try:
            found = self._inquiry.plan.analytics.read(answer.data)
        except FieldError as error:
            raise broken(f"{error}; correct it in the setup file", answer.request_id) from error
        more = {"name": found.name or campaign.name, "unit": found.unit, "is_final": found.is_final}
        return self._inquiry.fact("campaign", campaign.id, found.quantity, **more, seen=kept(answer.data))


def _campaign(item: Json, request_id: str | None) -> Campaign:
    campaign_id = id_of(item)
    if campaign_id is None or not isinstance(item, dict):
        raise broken("an item of the list has no id, so it is not the list of campaigns; check base_url", request_id)
    return Campaign(id=campaign_id, name=quoted(item.get("name")))
