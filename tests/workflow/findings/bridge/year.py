"""The sandbox's year as facts: every version of every invoice, the one before it, and what its campaigns called."""

import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pendulum

from sandbox.billing import Item
from sandbox.books import as_of
from sandbox.traffic import Traffic
from sandbox.year.setup import year_setup
from tests.sandbox.ledger import LAST, document, last_day, the_year
from tests.workflow.findings.facts import facts_of
from workflow.calendars import Calendar
from workflow.findings.days import days_of
from workflow.findings.facts import Customer, Entity, Facts, PlanPrice
from workflow.invoices.charged_days import charged_days
from workflow.invoices.document import DocumentKind, DocumentStatus, InvoiceDocument
from workflow.invoices.history import comparable
from workflow.invoices.source import Completeness, Span, UsageFact
from workflow.invoices.usage_seen import Counted

SEEN = pendulum.datetime(2026, 11, 20, 9)


class Dated:
    """An invoice as the choice of the prior one reads it."""

    def __init__(self, of: InvoiceDocument) -> None:
        days = days_of(of)
        self.document = of
        self.covers_from = days.starts_on if days else None
        self.covers_until = days.ends_on if days else None


@cache
def every_facts() -> tuple[Facts, ...]:
    """Give the facts of every final version of the year's invoices, as they were on the day it came."""
    return tuple(
        facts for account, items in the_year().books.items() for item in items for facts in _facts(account, item)
    )


def _facts(account: str, item: Item) -> Iterator[Facts]:
    one = document(item)
    if one.status == DocumentStatus.FINAL:
        shown_from = date.fromisoformat(str(item.get("updated_on") or item["issued_on"]))
        yield facts_of(
            one,
            prior_of(one, account, shown_from),
            customer=customers()[account],
            billed=_billed(account, last_day(one)),
            usage=counted(the_year().traffic[account], one),
        )


def prior_of(one: InvoiceDocument, account: str, today: date) -> InvoiceDocument | None:
    """Find what an invoice is compared with, among those that stood on a day."""
    others = [document(item) for item in as_of(the_year().books[account], today)]
    corrected = {other.corrects for other in others}
    standing = [
        other
        for other in others
        if (other.kind, other.status) == (DocumentKind.INVOICE, DocumentStatus.FINAL)
        and other.seller.tax_id == one.seller.tax_id
        and other.number not in corrected
        and last_day(other) < last_day(one)
    ]
    newest_first = sorted(standing, key=lambda other: (last_day(other), other.issued_on or date.min), reverse=True)
    this = Dated(one)
    found = comparable(this.covers_from, this.covers_until, [Dated(other) for other in newest_first])
    return found.document if found else None


def _billed(account: str, day: date) -> Span:
    (billed,) = [one for one in the_year().periods[account].values() if one.starts_on <= day <= one.ends_on]
    return billed


def counted(traffic: Traffic, one: InvoiceDocument) -> dict[Span, Counted]:
    """Count as the vendor does, for good."""
    return {
        span: Counted(
            span,
            tuple(
                UsageFact(
                    "campaign",
                    each.id,
                    each.name,
                    span.starts_on,
                    span.ends_on,
                    Decimal(each.minutes(span)),
                    "minute",
                    True,
                )
                for each in traffic.campaigns
            ),
            Completeness.COMPLETE,
            None,
            SEEN,
        )
        for span in charged_days(one)
    }


@cache
def customers() -> dict[str, Customer]:
    """Read the customers of the setup file, by account."""
    tables: list[dict[str, Any]] = tomllib.loads(year_setup(LAST, "http://vendor.example"))["workspaces"]
    return {table["account"]: _customer(table) for table in tables}


def _customer(table: dict[str, Any]) -> Customer:
    entities = (
        Entity(one["from"], one["name"], one["tax_id"], one["address"], one["country"])
        for one in table["billing_entities"]
    )
    plans = (PlanPrice(one["from"], one["name"], Decimal(one["amount"])) for one in table["plans"])
    return Customer(
        key=table["key"],
        currency=table["currency"],
        collection=table["collection"],
        calendar=Calendar(table["timezone"], table["country"]),
        entities=tuple(entities),
        plans=tuple(plans),
    )
