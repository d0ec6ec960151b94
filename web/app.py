"""The site: the pages, the API and the probes behind one row of guards."""

from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from web.api import assignments, reviews
from web.below import BelowPath
from web.desk import Desk
from web.pages import (
    absences,
    act,
    document,
    doing,
    entry,
    escalated,
    files,
    health,
    health_report,
    inbox,
    keying,
    ledger,
    lines,
    mails,
    muting,
    noting,
    past,
    periods,
    picked,
    questions,
    setup,
    signing,
    taking_up,
    trail,
    waiving,
)
from web.shield import HeadAsGet, OwnForms, RightHost, SecurityHeaders, SmallBodies
from web.templating import STYLE, STYLE_PATH, message_page
from web.watching import AccessLog, Failures

INCOMPLETE = 422
SAID = {
    404: ("Nothing here", "This link is not one of ours, or no longer good. Open the newest mail about the invoice."),
    405: ("Not possible here", "Open the link from the mail and use the form on the page."),
}
DEFAULT_SAID = ("Not possible", "Open the link from the mail and try again.")
ROUTERS = (
    inbox.router,
    picked.router,
    past.router,
    escalated.router,
    taking_up.router,
    trail.router,
    setup.router,
    act.router,
    entry.router,
    doing.router,
    questions.router,
    document.router,
    lines.router,
    signing.router,
    ledger.router,
    periods.router,
    waiving.router,
    noting.router,
    muting.router,
    absences.router,
    mails.router,
    files.router,
    keying.router,
    health_report.router,
    health.router,
    assignments.router,
    reviews.router,
)


def create_app(desk: Desk) -> FastAPI:
    """Make the site for one installation; its endpoints run in threads and use nothing but the desk."""
    app = FastAPI(
        title="Countersign",
        version=desk.version,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        redirect_slashes=False,  # it would build an address from the Host header
    )
    app.state.desk = desk
    for router in ROUTERS:
        app.include_router(router)
    app.add_api_route(STYLE_PATH, _style, methods=["GET"], include_in_schema=False)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    _guard(app, desk)
    return app


def _guard(app: FastAPI, desk: Desk) -> None:
    """Put the guards up; the last one added stands outermost."""
    app.add_middleware(SmallBodies)
    app.add_middleware(OwnForms, base_url=desk.base_url)
    app.add_middleware(RightHost, base_url=desk.base_url)
    app.add_middleware(Failures)
    app.add_middleware(HeadAsGet)
    app.add_middleware(AccessLog)
    app.add_middleware(SecurityHeaders, base_url=desk.base_url)
    if desk.path != "/":
        app.add_middleware(BelowPath, path=desk.path)


def _style() -> Response:
    """Give the style sheet; its address changes with its content, so it may be kept."""
    return Response(STYLE, media_type="text/css", headers={"cache-control": "public, max-age=31536000, immutable"})


async def _refused(request: Request, error: Exception) -> Response:
    """Say no as JSON to programs and as a page to people; the same words whatever the reason."""
    assert isinstance(error, HTTPException)  # noqa: S101  # it is registered for nothing else
    if request.url.path.startswith("/api/"):
        return await http_exception_handler(request, error)
    title, text = SAID.get(error.status_code, DEFAULT_SAID)
    page = message_page(error.status_code, title, text)
    page.headers.update(error.headers or {})
    return page


async def _unreadable(request: Request, _error: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": "The request cannot be read."}, INCOMPLETE)
    return message_page(INCOMPLETE, "This form cannot be read", "Open the page again and send its own form.")
