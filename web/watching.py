"""What the log says of requests: one line each, never a token, never a query; and of failures, with their trace."""

import re
import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.pages.member import id_in
from web.pages.verbs.registry import VERBS
from web.templating import STYLE_PATH, message_page

log = structlog.get_logger("web")

SIGNING = ("/sign-in", "/sign-in/code", "/sign-in/verify", "/sign-out")
PROBES = ("/healthz", "/readyz", "/metrics")
API = ("/api/openapi.json", "/api/v1/assignments")
LISTS = {
    *("/ledger", "/files", "/mutes", "/absences", "/mails", "/health"),
    *("/decided", "/search", "/escalated", "/setup", "/approve"),
}
PLAIN = frozenset({"/", *LISTS, "/approve/confirmed", *SIGNING, *PROBES, *API, STYLE_PATH})
ENTERING = ("code", "verify")
ACTIONS = {
    "act": frozenset({*ENTERING, "document", "lines", *(verb.name for verb in VERBS)}),
    "questions": frozenset(ENTERING),
}
"""What may stand behind a token, by the room that its link leads to."""
OF_TOKEN = re.compile(r"/(act|questions)/[^/]*(?:/(.*))?", re.DOTALL)
OF_ONE = re.compile(
    r"/(?:api/v1/reviews|periods|files|mutes|absences|reviews|escalated)/([^/]+)"
    r"(?:/(?:waive|note|send|keyed|dismiss|document|context|end|audit|take-up))?"
)
"""Pages about one thing, whose id is no secret: they ask who looks."""


def told_path(path: str) -> str:
    """Give the path as the log may tell it: known shapes only, so that a mistyped link leaks no token either."""
    if path in PLAIN:
        return path
    if by_token := OF_TOKEN.fullmatch(path):
        room, action = by_token.groups()
        return f"/{room}/***/{action}" if action in ACTIONS[room] else f"/{room}/***"
    one = OF_ONE.fullmatch(path)
    return path if one and id_in(one[1]) else "(other)"


class AccessLog:
    """Writes one line a request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it was answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()

        async def noting(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.start":
                took = round((time.monotonic() - began) * 1000, 1)
                method = scope["method"] if scope["method"] in {"GET", "HEAD", "POST"} else "(other)"
                log.info("request", method=method, path=told_path(scope["path"]), status=message["status"], ms=took)

        await self.app(scope, receive, noting)


class Failures:
    """Turns what nobody expected into a page with status 500, and a trace in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and catch what falls."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:  # the last net: what falls through here would show a bare error
            log.exception("request failed", path=told_path(scope["path"]))
            if not started:
                page = message_page(500, "Something broke here", "Nothing was changed. Try again in a few minutes.")
                await page(scope, receive, send)
