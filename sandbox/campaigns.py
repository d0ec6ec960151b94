"""The sandbox vendor's routes about campaigns and phone numbers.

Paths and parameters are Callaro's as published; it publishes no fields of these answers, so theirs are made up.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from http import HTTPStatus

from sandbox.envelope import Asked, Envelope, Refused, Route, day, envelope, numbered_page, untraced
from sandbox.traffic import DAY, Campaign, Traffic, calls_on, days
from sources.exact_json import Json
from workflow.invoices.source import Span

DRAFTED_BEFORE = 7 * DAY
MOST_AT_ONCE = 20


class Campaigns:
    """What the vendor tells of a tenant's campaigns, as of its own `today()`; never of another's."""

    def __init__(self, traffic: Mapping[str, Traffic], today: Callable[[], date], page_limit: int) -> None:
        """Take the traffic by account; `page_limit` is the most that one page ever holds."""
        self._traffic = traffic
        self._today = today
        self._page_limit = page_limit

    @property
    def routes(self) -> Sequence[Route]:
        """List the routes."""
        return (
            Route("GET", "/bulk_call_campaigns", self.campaigns),
            Route("GET", "/bulk_call_campaigns/{id}", self.campaign),
            Route("GET", "/bulk_call_campaigns/{id}/analytics", self.analytics),
            Route("GET", "/phone_numbers", self.phone_numbers),
        )

    def campaigns(self, asked: Asked) -> Envelope:
        """List the campaigns, by page."""
        known = [self._described(asked.account, campaign) for campaign in self._known(asked.account)]
        return numbered_page(known, asked.query, self._page_limit)

    def campaign(self, asked: Asked) -> Envelope:
        """Show one campaign."""
        return untraced(self._described(asked.account, self._one(asked)))

    def analytics(self, asked: Asked) -> Envelope:
        """Tell what a campaign was billed for from one day to another, both included, and whether it may still grow."""
        campaign, today = self._one(asked), self._today()
        span = Span(day(asked.query, "from"), day(asked.query, "to"))
        if span.ends_on < span.starts_on:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "INVALID_DATE_RANGE", "to lies before from.")
        counted = Span(max(span.starts_on, campaign.launched_on), min(span.ends_on, today))
        calls = [calls_on(campaign, one) for one in days(counted)]
        by_day: list[Json] = [
            {"date": one.day.isoformat(), "billed_minutes": one.billed_minutes, "calls": one.calls} for one in calls
        ]
        return envelope(
            {
                "campaign_id": campaign.id,
                "from": span.starts_on.isoformat(),
                "to": span.ends_on.isoformat(),
                "status": "in_progress" if today <= span.ends_on else "finalized",
                "billed_minutes": sum(one.billed_minutes for one in calls),
                "calls": sum(one.calls for one in calls),
                "connected_calls": sum(one.connected for one in calls),
                "retries": sum(one.retries for one in calls),
                "by_day": by_day,
            }
        )

    def phone_numbers(self, asked: Asked) -> Envelope:
        """List the rented phone numbers, by page."""
        listed: list[Json] = [
            {"id": name, "tenant_id": asked.account, "e164": e164, "status": "active"}
            for name, e164 in self._numbers(asked.account).items()
        ]
        return numbered_page(listed, asked.query, self._page_limit)

    def _known(self, account: str) -> list[Campaign]:
        campaigns = self._traffic.get(account, Traffic()).campaigns
        return [one for one in campaigns if one.launched_on - DRAFTED_BEFORE <= self._today()]

    def _one(self, asked: Asked) -> Campaign:
        for campaign in self._known(asked.account):
            if campaign.id == asked.place["id"]:
                return campaign
        raise Refused(HTTPStatus.NOT_FOUND, "CAMPAIGN_NOT_FOUND", "There is no such campaign.")

    def _numbers(self, account: str) -> dict[str, str]:
        numbers = self._traffic.get(account, Traffic()).numbers
        return {f"pn_{account}_{position}": e164 for position, e164 in enumerate(numbers, start=1)}

    def _described(self, account: str, campaign: Campaign) -> Envelope:
        return {
            "id": campaign.id,
            "tenant_id": account,
            "name": campaign.name,
            "agent_id": campaign.id.replace("cmp", "agt"),
            "timezone": campaign.timezone,
            "status": _status(campaign, self._today()),
            "concurrency_limit": MOST_AT_ONCE,
            "campaign_phone_number_ids": [*self._numbers(account)],
            "created_at": f"{campaign.launched_on - DRAFTED_BEFORE}T08:00:00Z",
        }


def _status(campaign: Campaign, today: date) -> str:
    if today < campaign.launched_on:
        return "draft"
    return "running" if campaign.level(today) else "paused"
