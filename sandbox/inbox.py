"""The web inbox of the mail catcher: a list, one page per mail, and the same as JSON."""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sandbox.message import Message

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("pages")), autoescape=True, undefined=StrictUndefined
)
OWN_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'"
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'"
)
"""A mail's HTML runs no script and loads nothing; its links open beside the inbox."""

Messages = Callable[[], tuple[Message, ...]]


class Inbox:
    """The pages over whatever `messages()` gives at the time."""

    def __init__(self, messages: Messages) -> None:
        """Take what gives the messages, oldest first."""
        self._messages = messages

    def index(self) -> HTMLResponse:
        """List the mails, newest first."""
        return _page("inbox.html", messages=self._messages()[::-1])

    def listing(self, after: int = 0) -> JSONResponse:
        """Give the mails as JSON, in the order of arrival; of those already seen, `after` is the last number."""
        return JSONResponse([as_json(message) for message in self._messages() if message.number > after])

    def message(self, number: int) -> HTMLResponse:
        """Show one mail: its headers, its text, its HTML in a frame."""
        return _page("message.html", message=self._one(number))

    def html(self, number: int) -> HTMLResponse:
        """Give the HTML part alone, for the frame."""
        html = self._one(number).html or ""
        based = html.replace("<head>", '<head><base target="_blank">', 1)
        return HTMLResponse(based, headers={"Content-Security-Policy": MAIL_POLICY, "Referrer-Policy": "no-referrer"})

    def raw(self, number: int) -> Response:
        """Give the mail as it came over SMTP."""
        return Response(self._one(number).raw, media_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})

    def _one(self, number: int) -> Message:
        found = next((message for message in self._messages() if message.number == number), None)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no mail number {number}.")
        return found


def inbox(messages: Messages) -> FastAPI:
    """Make the application."""
    pages = Inbox(messages)
    application = FastAPI(title="Mail catcher", openapi_url=None)
    application.add_api_route("/", pages.index)
    application.add_api_route("/messages", pages.listing)
    application.add_api_route("/messages/{number}", pages.message)
    application.add_api_route("/messages/{number}/html", pages.html)
    application.add_api_route("/messages/{number}/raw", pages.raw)
    return application


def as_json(message: Message) -> dict[str, object]:
    """Give what a script needs of a mail; of a header that stands there twice, the last."""
    return {
        "id": message.number,
        "to": message.to,
        "from": message.sender,
        "subject": message.subject,
        "date": message.date,
        "headers": dict(message.headers),
        "text": message.text,
        "html": message.html,
        "links": message.links,
        "notice": message.notice,
    }


def _page(template: str, **values: object) -> HTMLResponse:
    html = PAGES.get_template(template).render(values)
    return HTMLResponse(html, headers={"Content-Security-Policy": OWN_POLICY, "Referrer-Policy": "no-referrer"})
