"""A vendor to try against: HTTP in Callaro's published manner, over made-up books.

Envelopes, headers, error codes, both styles of paging and the routes about usage are Callaro's as published
(`docs/callaro.md` lists them). The path of the list of invoices is **unverified**: Callaro publishes none.
"""

import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from sandbox.billing import Item
from sandbox.books import Books, as_of
from sandbox.call_log import CallLog
from sandbox.campaigns import Campaigns
from sandbox.envelope import (
    USUAL_PAGE,
    Answer,
    Asked,
    Envelope,
    Refused,
    Route,
    cursor_page,
    day,
    envelope,
    number,
    numbered_page,
)
from sandbox.exports import Exports
from sandbox.misbehaviour import Misbehaviour, error_answer, misbehaving
from sandbox.serving import WebServer
from sandbox.traffic import Traffic
from sources.exact_json import write_json

API = "/api/v1"
INVOICES = "/billing/invoices"
TENANT_KEY = "sk_sandbox_{account}"
PARTNER_KEY = "pk_sandbox"
LARGEST_PAGE = 100


class SandboxVendor:
    """The vendor, served in a thread; what it shows is as of its own `today()`."""

    def __init__(
        self,
        books: Books,
        today: Callable[[], date],
        *,
        traffic: Mapping[str, Traffic] | None = None,
        port: int = 0,
        page_limit: int = LARGEST_PAGE,
    ) -> None:
        """Bind the port (0: any free one); `page_limit` is the most that one page ever holds."""
        self.books = books
        self.requests: list[str] = []
        self._today = today
        self._page_limit = page_limit
        self._faults: dict[str, Misbehaviour] = {}
        self._closing = threading.Event()
        usage = (
            *Campaigns(traffic or {}, today, page_limit).routes,
            *CallLog(traffic or {}, today, page_limit).routes,
            *Exports(traffic or {}, today).routes,
        )
        self._server = WebServer(self._application([Route("GET", INVOICES, self._invoices), *usage]), port)

    @property
    def url(self) -> str:
        """The `base_url` for the setup file."""
        return self._server.url + API

    def start(self) -> None:
        """Return once requests are answered."""
        self._server.start()

    def stop(self) -> None:
        """End the server, and what it is still dripping."""
        self._closing.set()
        self._server.stop()

    def misbehave(self, account: str, how: Misbehaviour | None) -> None:
        """Answer this account wrongly from now on, whatever it asks; None: rightly again."""
        if how is None:
            self._faults.pop(account, None)
        else:
            self._faults[account] = how

    def _application(self, routes: Iterable[Route]) -> FastAPI:
        application = FastAPI(title="Sandbox vendor", openapi_url=None)
        for route in routes:
            application.add_api_route(API + route.path, self._endpoint(route.answer), methods=[route.method])
        application.add_exception_handler(HTTPException, _refused)
        return application

    def _endpoint(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            self.requests.append(f"{request.url.path}?{request.url.query}")
            account = self._account(request.headers)
            asked = Asked(account, request.path_params, request.query_params, await request.body())
            return self._sent(account, await run_in_threadpool(answer, asked))

        return endpoint

    def _sent(self, account: str, answer: Envelope | Response) -> Response:
        """Write an answer down, wrongly where the account is to be answered so."""
        if account in self._faults:
            right = envelope({}) if isinstance(answer, Response) else answer
            return misbehaving(self._faults[account], right, self._closing)
        return answer if isinstance(answer, Response) else Response(write_json(answer), media_type="application/json")

    def _account(self, headers: Mapping[str, str]) -> str:
        """Find the tenant by its own key, or by a partner's key and the tenant's id."""
        accounts = {TENANT_KEY.format(account=account): account for account in self.books}
        if headers.get("x-api-key") in accounts:
            return accounts[headers["x-api-key"]]
        if headers.get("x-partner-api-key") != PARTNER_KEY:
            raise HTTPException(HTTPStatus.UNAUTHORIZED, "The API key is missing or unknown.")
        account = headers.get("x-tenant-id", "")
        if account not in self.books:
            raise HTTPException(HTTPStatus.FORBIDDEN, "This key has no scope for that tenant.")
        return account

    def _invoices(self, asked: Asked) -> Envelope:
        """List what ends within the days asked for, in whichever style of paging is asked for."""
        items = self._shown(asked)
        if "page" in asked.query and "cursor" in asked.query:
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, "page and cursor do not mix.")
        if "page_size" not in asked.query and "cursor" not in asked.query:
            return numbered_page(items, asked.query, self._page_limit)
        size = min(number(asked.query, "page_size", USUAL_PAGE), self._page_limit)
        start = number(asked.query, "cursor", 0, least=0)
        return cursor_page(items[start : start + size], str(start + size) if start + size < len(items) else None)

    def _shown(self, asked: Asked) -> list[Item]:
        first, last = day(asked.query, "period_start"), day(asked.query, "period_end")
        return [item for item in as_of(self.books[asked.account], self._today()) if first <= _last_day(item) <= last]


def _last_day(item: Item) -> date:
    period = item["period"]
    stated = period["ends_on"] if isinstance(period, dict) else item["issued_on"]
    return date.fromisoformat(str(stated))


async def _refused(_request: Request, error: Exception) -> Response:
    """Answer in Callaro's error envelope."""
    if isinstance(error, Refused):
        return error_answer(error.status_code, error.detail, error.code)
    if isinstance(error, HTTPException):
        return error_answer(error.status_code, error.detail)
    return error_answer(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong.")
