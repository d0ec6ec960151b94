"""What every answer carries and every request must meet: security headers, the right host, a small body.

Pure ASGI, so that errors, 404, 405 and 422 pass through it like everything else.
"""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.templating import message_page

BODY_LIMIT = 64 * 1024
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
WITH_FRAME = f"{PAGE_POLICY}; frame-src 'self'"
"""For a page that shows one of our own documents in a frame."""
PROBED = frozenset({"/healthz", "/readyz", "/metrics"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
OWN_SITES = frozenset({"same-origin", "none"})
PORTS = {"http": 80, "https": 443}


class SecurityHeaders:
    """Adds the headers that no answer goes without; what an answer has set itself, stays."""

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self.app = app
        self.headers = security_headers(base_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, complete)


def security_headers(base_url: str) -> Mapping[str, str]:
    """List the headers of every answer; HSTS only where the site is reached by https."""
    headers = {
        "content-security-policy": PAGE_POLICY,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-robots-tag": "noindex, nofollow",
        "cache-control": "no-store",
    }
    if base_url.startswith("https://"):
        headers["strict-transport-security"] = "max-age=31536000"
    return headers


class HeadAsGet:
    """Answers HEAD as GET would, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for what GET gives and keep the body back."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, without_body)


class RightHost:
    """Refuses requests for another host than the configured one: no page is ever built from what a client claims."""

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self.app = app
        self.host = (urlsplit(base_url).hostname or "").lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400."""
        if scope["type"] != "http" or self._welcome(Headers(scope=scope).get("host", ""), scope["path"]):
            await self.app(scope, receive, send)
            return
        page = message_page(400, "Not this address", "Open the link exactly as it stands in the mail.")
        await page(scope, receive, send)

    def _welcome(self, claimed: str, path: str) -> bool:
        host = _hostname(claimed)
        return host == self.host or host in LOOPBACK or (path in PROBED and _inside(host))


def _hostname(claimed: str) -> str:
    try:
        return (urlsplit(f"//{claimed}").hostname or "").lower()
    except ValueError:
        return ""


def _inside(host: str) -> bool:
    """Tell an address or a name without a dot, by which probes reach a container and no public page can."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(host) and "." not in host
    return True


class OwnForms:
    """Refuses what a page of another site sends in a person's browser, the sign-in too (W3C Fetch Metadata).

    Programs and old browsers do not say where they come from and pass; an answer has its hidden field besides. Forms of
    ours say `Origin: null`, because they are told to name no referrer (WHATWG Fetch, "serializing a request origin").
    """

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self.app = app
        self.origin = _origin(base_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"} or self._is_own(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        page = message_page(403, "Not from here", "Open the link from the mail and use the form on the page.")
        await page(scope, receive, send)

    def _is_own(self, headers: Headers) -> bool:
        """Tell whether neither header names another site; on this machine the host that was asked is ours, too."""
        sites = {site.strip().lower() for site in headers.getlist("sec-fetch-site")}
        if not sites <= OWN_SITES:
            return False
        asked = _origin(f"http://{headers.get('host', '')}")
        ours = {self.origin, *([asked] if asked and asked[1] in LOOPBACK else [])}
        origins = [origin.strip().lower() for origin in headers.getlist("origin")]
        return all(origin == "null" or _origin(origin) in ours for origin in origins)


def _origin(url: str) -> tuple[str, str, int] | None:
    """Give scheme, host and port of an address; None for what is none."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    return (parts.scheme, host, port or PORTS[parts.scheme]) if host and parts.scheme in PORTS else None


class SmallBodies:
    """Reads a request's body before anything parses it, and refuses one above 64 KB."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body, or answer 413."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        body = await _read(receive)
        if body is None:
            page = message_page(413, "Too long", "Shorten what you wrote, then send it again.")
            await page(scope, receive, send)
            return
        await self.app(scope, _replay(body, receive), send)


async def _read(receive: Receive) -> bytes | None:
    """Collect the body; None when it is too long, or when the client left."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    pending = [body]

    async def replayed() -> Message:
        if pending:
            return {"type": "http.request", "body": pending.pop(), "more_body": False}
        return await receive()

    return replayed
