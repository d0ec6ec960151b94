"""Invoices from Callaro: its published manner to the letter, at a path that it does not publish (configuration)."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from sources.amounts import Units, to_major
from sources.envelope import Envelope, Place, open_envelope
from sources.exact_json import Json, write_json
from sources.fields import FieldMap, into_document
from sources.http import FetchError, Session, broken
from sources.paging import Page, by_cursor, by_page
from sources.transport import Budget, Resolve, system_resolver
from workflow.invoices.document import InvoiceDocument, read_document
from workflow.invoices.source import Account, Completeness, Fetched, Received, SetAside, Span, UnreadableInvoice

SECONDS = 30.0
"""For a whole fetch, all its pages together: a vendor that drips must not hold a worker."""
LARGEST = 20 * 1024 * 1024
"""Bytes, all pages together: what is read lies in memory."""


@dataclass(frozen=True)
class CallaroSettings:
    """One `[sources.*]` of kind `callaro`, with the key itself in place of the name of its variable."""

    base_url: str
    auth: Literal["tenant", "partner"]
    api_key: str = field(repr=False)
    api_key_env: str = "CALLARO_API_KEY"
    invoices_path: str = "/billing/invoices"
    paging: Literal["page", "cursor"] = "page"
    amounts: Units = "major"
    allow_private_addresses: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Harvest:
    """What a fetch has brought so far; a page that comes twice brings its items once."""

    name: str
    units: Units
    fields: FieldMap
    received: dict[str, Received] = field(default_factory=dict)
    set_aside: dict[str, SetAside] = field(default_factory=dict)
    request_id: str | None = None

    def add(self, page: Page) -> None:
        """Read every item of a page; one that cannot be read steps aside and the others go on."""
        self.request_id = page.request_id or self.request_id
        for position, item in enumerate(page.items, start=1):
            content = write_json(item)
            sha256 = hashlib.sha256(content).hexdigest()
            try:
                document = self._document(item, sha256, page.request_id)
            except ValueError as error:
                self.set_aside[sha256] = SetAside(f"item-{position}.json", str(error), content)
            else:
                self.received[sha256] = Received(document, content, "application/json", _file_name(document.number))

    def _document(self, item: Json, sha256: str, request_id: str | None) -> InvoiceDocument:
        if not isinstance(item, dict):
            raise UnreadableInvoice("the item is not an object")
        found = self.fields.read(item)
        currency = found.get("currency")
        if isinstance(currency, str):
            found["currency"] = currency = currency.upper()
        source: dict[str, Json] = {"name": self.name, "format": "callaro", "request_id": request_id}
        values = into_document(found, to_major(self.units, currency))
        return read_document({**values, "source": source, "sha256": sha256})


class CallaroSource:
    """Asks Callaro for the invoices of an account; never raises for what the vendor does or the settings lack."""

    def __init__(
        self,
        name: str,
        settings: CallaroSettings,
        *,
        seconds: float = SECONDS,
        largest: int = LARGEST,
        resolve: Resolve = system_resolver,
    ) -> None:
        """Take the source's name in the setup file; `seconds` and `largest` (bytes) bound one whole fetch."""
        self._name = name
        self._settings = settings
        self._seconds = seconds
        self._largest = largest
        self._resolve = resolve

    def invoices(self, account: Account, span: Span) -> Fetched:
        """Fetch what the vendor has for these days; what came before a failure is in the answer all the same."""
        harvest, failure = None, None
        try:
            self._check(account)
            harvest = Harvest(self._name, self._settings.amounts, FieldMap.compile(self._settings.fields))
            for page in self._pages(account, span):
                harvest.add(page)
        except FetchError as error:
            failure = error
        except ValueError as error:
            failure = broken(f"the settings of source {self._name} cannot be used: {error}")
        return self._fetched(harvest, failure)

    def _pages(self, account: Account, span: Span) -> Iterator[Page]:
        settings = self._settings
        url = settings.base_url.rstrip("/") + "/" + settings.invoices_path.lstrip("/")
        scope = "billing:tenant:read" if settings.auth == "tenant" else "billing:partner:read"
        place = Place(url, account.account, settings.api_key_env, scope)
        filters = {"period_start": span.starts_on.isoformat(), "period_end": span.ends_on.isoformat()}
        budget = Budget(self._seconds, self._largest)
        allow_private = settings.allow_private_addresses
        headers = self._headers(account)
        with Session(budget, headers, allow_private=allow_private, resolve=self._resolve) as session:

            def ask(position: dict[str, str]) -> Envelope:
                return open_envelope(session.get(url, {**filters, **position}), place)

            yield from by_page(ask) if settings.paging == "page" else by_cursor(ask)

    def _headers(self, account: Account) -> dict[str, str]:
        if self._settings.auth == "tenant":
            return {"X-Api-Key": self._settings.api_key}
        return {"X-Partner-Api-Key": self._settings.api_key, "X-Tenant-Id": account.account}

    def _check(self, account: Account) -> None:
        settings = self._settings
        if not _fits_header(settings.api_key):
            raise broken(f"{settings.api_key_env} is empty or holds what no API key can: put the vendor's key there")
        if settings.auth == "partner" and not _fits_header(account.account):
            raise broken(f"account {account.account!r} cannot be sent as X-Tenant-Id: check the workspace's account")
        if not (settings.base_url + settings.invoices_path).isascii():
            raise broken(f"base_url and invoices_path of source {self._name} must be ASCII, a host as xn--…")
        base = urlsplit(settings.base_url)
        if base.scheme not in {"http", "https"} or not base.hostname or "@" in base.netloc:
            raise broken(f"the base_url of source {self._name} must be http(s)://host/path, with no user in it")

    def _fetched(self, harvest: Harvest | None, failure: FetchError | None) -> Fetched:
        received = tuple(harvest.received.values()) if harvest else ()
        set_aside = tuple(harvest.set_aside.values()) if harvest else ()
        last_request = harvest.request_id if harvest else None
        if failure is None:
            return Fetched(Completeness.COMPLETE, received, set_aside, request_id=self._hushed(last_request))
        return Fetched(
            failure.state,
            received,
            set_aside,
            self._hushed(failure.problem),
            self._hushed(failure.request_id),
            failure.retry_after,
        )

    def _hushed(self, text: str | None) -> str | None:
        """Take the key out of what a vendor may have echoed."""
        key = self._settings.api_key
        return text.replace(key, "***") if text and key else text


def _fits_header(value: str) -> bool:
    return bool(value) and value.isascii() and value.isprintable() and " " not in value


def _file_name(number: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", number).strip("-.")[:80] + ".json"
