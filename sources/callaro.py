"""Invoices and usage from Callaro: its published manner to the letter, invoices at a path that it does not publish."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlsplit

from sources.amounts import Units
from sources.caller import Caller
from sources.fields import FieldMap
from sources.harvest import Harvest
from sources.http import FetchError, Session, broken
from sources.paging import PAGE_SIZE, Reading, by_cursor, by_page, may_be_read_on
from sources.position import Bookmark, Progress, fitting, question
from sources.transport import Budget, Resolve, system_resolver
from sources.usage.gathering import gather
from sources.usage.part import Inquiry, UsagePlan
from workflow.invoices.source import Account, Completeness, Evidence, Fetched, Position, Span

SECONDS = 30.0
"""For a whole fetch, all its pages together: a vendor that drips must not hold a worker."""
LARGEST = 20 * 1024 * 1024
"""Bytes, all pages together: what is read lies in memory."""
WALKS = {"page": by_page, "cursor": by_cursor}
SCOPES = {"tenant": "billing:tenant:read", "partner": "billing:partner:read"}


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
    evidence: Mapping[str, str] = field(default_factory=dict)
    call_log_exports: bool = False
    call_log_column: str | None = None


class CallaroSource:
    """Asks Callaro about an account; never raises for what the vendor does or the settings lack."""

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

    def invoices(self, account: Account, span: Span, position: Position | None = None) -> Fetched:
        """Fetch what the vendor has for these days; what came before a failure is in the answer all the same.

        An answer that broke off says in its `position` where it did; given back, the list is read on from there.
        """
        settings = self._settings
        filters = {"period_start": span.starts_on.isoformat(), "period_end": span.ends_on.isoformat()}
        here = Bookmark(of=self._question(account, filters), part="invoices")
        before = Bookmark.opened(position, here.of)
        reading = Reading(WALKS[settings.paging], fitting(Progress, before.at if before else None))
        harvest, failure = None, None
        try:
            harvest = Harvest(self._name, settings.amounts, FieldMap.compile(settings.fields))
            with self._caller(account) as caller:
                for page in reading.pages(caller.pages_of(settings.invoices_path, filters, SCOPES[settings.auth])):
                    harvest.add(page)
        except FetchError as error:
            failure = error
        except ValueError as error:
            failure = self._unusable(error)
        stopped = bool(failure and reading.progress.lengths and may_be_read_on(failure))
        kept = here.at_place(reading.progress.model_dump()).kept(before) if stopped else None
        return self._fetched(harvest, failure, kept)

    def evidence(self, account: Account, span: Span, position: Position | None = None) -> Evidence:
        """Gather what the vendor counted in these days: campaigns, calls, and the export of the calls where wanted."""
        settings = self._settings
        try:
            plan = UsagePlan.read(settings.evidence, settings.call_log_column, exports=settings.call_log_exports)
            with self._caller(account) as caller:
                found = gather(Inquiry(caller, plan, account, span), position)
        except FetchError as error:
            found = Evidence(error.state, problem=error.problem)
        except ValueError as error:
            found = Evidence(Completeness.BROKEN, problem=self._unusable(error).problem)
        return replace(found, problem=self._hushed(found.problem), request_id=self._hushed(found.request_id))

    @contextmanager
    def _caller(self, account: Account) -> Iterator[Caller]:
        self._check(account)
        settings = self._settings
        budget = Budget(self._seconds, self._largest)
        allow_private = settings.allow_private_addresses
        with Session(budget, self._headers(account), allow_private=allow_private, resolve=self._resolve) as session:
            yield Caller(session, settings.base_url, account.account, settings.api_key_env)

    def _headers(self, account: Account) -> dict[str, str]:
        if self._settings.auth == "tenant":
            return {"X-Api-Key": self._settings.api_key}
        return {"X-Partner-Api-Key": self._settings.api_key, "X-Tenant-Id": account.account}

    def _question(self, account: Account, filters: dict[str, str]) -> str:
        """Name what was asked and how it is read: what was read otherwise before has to be read anew."""
        settings = self._settings
        return question(
            url=settings.base_url + settings.invoices_path,
            account=account.account,
            filters={**filters},
            paging=[settings.paging, PAGE_SIZE],
            reading=[settings.amounts, {**settings.fields}],
        )

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

    def _unusable(self, error: ValueError) -> FetchError:
        return broken(f"the settings of source {self._name} cannot be used: {error}")

    def _fetched(self, harvest: Harvest | None, failure: FetchError | None, position: Position | None) -> Fetched:
        received, set_aside = harvest.brought() if harvest else ((), ())
        if failure is None:
            last_request = harvest.request_id if harvest else None
            return Fetched(Completeness.COMPLETE, received, set_aside, request_id=self._hushed(last_request))
        return Fetched(
            failure.state,
            received,
            set_aside,
            self._hushed(failure.problem),
            self._hushed(failure.request_id),
            failure.retry_after,
            position,
            got_on=position is not None and not position["tries"],
        )

    def _hushed(self, text: str | None) -> str | None:
        """Take the key out of what a vendor may have echoed."""
        key = self._settings.api_key
        return text.replace(key, "***") if text and key else text


def _fits_header(value: str) -> bool:
    return bool(value) and value.isascii() and value.isprintable() and " " not in value
