"""A site that is reached below a path of its host, such as `https://apps.example.com/countersign`.

Pages and redirects say where they lead as if the site stood at the top of its host; what goes out is moved below the
path here, in one place, and what comes in may or may not still carry it: some proxies take it off, some do not.
"""

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN_ADDRESS = re.compile(rb'(\s(?:href|action|formaction|src)=")/(?!/)')
"""Where a page of ours names another one; what others wrote holds no bare quotation mark (autoescape)."""


class BelowPath:
    """Moves a site below `path`, which begins with a slash and ends with none."""

    def __init__(self, app: ASGIApp, path: str) -> None:
        self.app, self.path = app, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as if it were asked at the top, and the answer back as one from below."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(self.path, send)
        await self.app(_at_the_top(scope, self.path), receive, answer.send)


def _at_the_top(scope: Scope, path: str) -> Scope:
    if not f"{scope['path']}/".startswith(f"{path}/"):
        return scope
    asked = scope["path"][len(path) :] or "/"
    return {**scope, "path": asked, "raw_path": asked.encode()}


class _Answer:
    """Holds a page back until all of it is there, since its length is said first."""

    def __init__(self, path: str, send: Send) -> None:
        self._path, self._send = path, send
        self._start: Message | None = None
        self._page = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._start is None:
            await self._send(message)
        else:
            self._page += message.get("body", b"")
            if not message.get("more_body", False):
                await self._complete(self._start)

    async def _begin(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        leads_to = headers.get("location", "")
        if leads_to.startswith("/"):
            headers["location"] = self._path + leads_to
        if headers.get("content-type", "").startswith("text/html"):
            self._start = message
        else:
            await self._send(message)

    async def _complete(self, start: Message) -> None:
        page = OWN_ADDRESS.sub(rb"\1" + self._path.encode() + b"/", bytes(self._page))
        headers = MutableHeaders(scope=start)
        if page:
            headers["content-length"] = str(len(page))
        else:  # HEAD: how long the page would be is known only with the page
            del headers["content-length"]
        await self._send(start)
        await self._send({"type": "http.response.body", "body": page})
