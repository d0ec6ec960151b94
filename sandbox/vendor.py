"""A vendor to try against: HTTP in Callaro's published manner, over made-up books.

Envelopes, headers, error codes and both styles of paging are Callaro's as published (`docs/callaro.md` lists them). The
path of the list of invoices is **unverified**: Callaro publishes none.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from sandbox.books import Books, Item
from sandbox.misbehaviour import Misbehaviour, error_answer, misbehaving
from sandbox.serving import WebServer
from sources.exact_json import Json, write_json

API = "/api/v1"
INVOICES = "/billing/invoices"
TENANT_KEY = "sk_sandbox_{account}"
PARTNER_KEY = "pk_sandbox"
LARGEST_PAGE = 100
USUAL_PAGE = 25


class SandboxVendor:
    """The vendor, served in a thread; an invoice is there from the vendor's own `today()` on."""

    def __init__(
        self, books: Books, today: Callable[[], date], *, port: int = 0, page_limit: int = LARGEST_PAGE
    ) -> None:
        """Bind the port (0: any free one); `page_limit` is the most that one page ever holds."""
        self.books = books
        self.requests: list[str] = []
        self._today = today
        self._page_limit = page_limit
        self._faults: dict[str, Misbehaviour] = {}
        self._closing = threading.Event()
        self._server = WebServer(self._application(), port)

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
        """Answer this account wrongly from now on; None: rightly again."""
        if how is None:
            self._faults.pop(account, None)
        else:
            self._faults[account] = how

    def _application(self) -> FastAPI:
        application = FastAPI(title="Sandbox vendor", openapi_url=None)
        application.add_api_route(API + INVOICES, self._invoices)
        application.add_exception_handler(HTTPException, _refused)
        return application

    def _invoices(self, request: Request) -> Response:
        self.requests.append(f"{request.url.path}?{request.url.query}")
        account = self._account(request.headers)
        envelope = _page(self._shown(account, request.query_params), request.query_params, self._page_limit)
        if account in self._faults:
            return misbehaving(self._faults[account], envelope, self._closing)
        return Response(write_json(envelope), media_type="application/json")

    def _account(self, headers: Mapping[str, str]) -> str:
        """Find the tenant by its own key, or by a partner's key and the tenant's id."""
        accounts = {TENANT_KEY.format(account=account): account for account in self.books}
        if headers.get("x-api-key") in accounts:
            return accounts[headers["x-api-key"]]
        if headers.get("x-partner-api-key") != PARTNER_KEY:
            raise HTTPException(HTTPStatus.UNAUTHORIZED, "The API key is missing or unknown.")
        account = headers.get("x-tenant-id", "")
        if account not in self.books:
            raise HTTPException(HTTPStatus.FORBIDDEN, "This key has no billing scope for that tenant.")
        return account

    def _shown(self, account: str, query: Mapping[str, str]) -> list[Item]:
        """Choose what has been issued by now and ends within the days asked for."""
        first, last, today = _day(query, "period_start"), _day(query, "period_end"), self._today()
        return [
            item
            for item in self.books[account]
            if date.fromisoformat(str(item["issued_on"])) <= today and first <= _last_day(item) <= last
        ]


def _page(items: list[Item], query: Mapping[str, str], limit: int) -> dict[str, Json]:
    if "page" in query and "cursor" in query:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, "page and cursor do not mix.")
    if "page_size" in query or "cursor" in query:
        size = min(_number(query, "page_size", USUAL_PAGE), limit)
        start = _number(query, "cursor", 0, least=0)
        following = str(start + size) if start + size < len(items) else None
        page = items[start : start + size]
        return _envelope({"items": [*page], "next_cursor": following}, {"count": len(page)})
    size = min(_number(query, "per_page", USUAL_PAGE), limit)
    number = _number(query, "page", 1)
    pages = max(1, -(-len(items) // size))
    meta: dict[str, Json] = {"count": len(items), "page": number, "per_page": size, "pages": pages}
    return _envelope([*items[(number - 1) * size : number * size]], meta)


def _envelope(data: Json, meta: dict[str, Json]) -> dict[str, Json]:
    return {"data": data, "message": None, "meta": meta, "request_id": str(uuid4())}


def _day(query: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(query.get(name, ""))
    except ValueError as error:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name} is no date.") from error


def _last_day(item: Item) -> date:
    period = item["period"]
    stated = period["ends_on"] if isinstance(period, dict) else item["issued_on"]
    return date.fromisoformat(str(stated))


def _number(query: Mapping[str, str], name: str, default: int, *, least: int = 1) -> int:
    text = query.get(name, str(default))
    if not text.isdecimal() or int(text) < least:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name} is no number.")
    return int(text)


async def _refused(_request: Request, error: Exception) -> Response:
    """Answer in Callaro's error envelope."""
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    detail = error.detail if isinstance(error, HTTPException) else "Something went wrong."
    return error_answer(status, detail)
