"""All lines of an invoice beside those of the one before, a page at a time, for who is asked about it."""

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.desk import AtDesk
from web.pages.act import FORBIDDEN, case_of, entry_page
from web.pages.door import NOT_FOUND, visit
from web.templating import page
from web.views.comparison import pairs
from web.views.lines import line_rows, sheet_of
from workflow.reviews.casefile import InvoiceFacts

router = APIRouter(include_in_schema=False)

PER_PAGE = 80
_NUMBER = re.compile("[0-9]{1,6}")


@router.get("/act/{token}/lines")
def show(
    request: Request, token: str, desk: AtDesk, n: Annotated[str, Query()] = "0", after: Annotated[str, Query()] = "0"
) -> Response:
    """Show the lines of the n-th invoice, counted from 0 in the order of the page, that come `after` so many."""
    with desk.readers() as session:
        who = visit(session, desk, request, token)
        if who.known_by is None:
            return entry_page(who, FORBIDDEN)
        if not who.belongs:
            raise HTTPException(NOT_FOUND)
        case = case_of(session, who)
    place, start = _number(n), _number(after)
    if place >= len(case.invoices):
        raise HTTPException(NOT_FOUND)
    facts: InvoiceFacts = case.invoices[place]
    prior = facts.comparable
    compared = pairs(facts.document.lines, prior.lines if prior else ())
    shown = compared[start : start + PER_PAGE]
    return page(
        "lines.html",
        who=who,
        path=f"{who.path}/lines?n={place}",
        number=facts.document.number,
        prior_number=prior.number if prior else "",
        rows=line_rows(shown, sheet_of(facts, who.writes)),
        first=start + 1,
        last=start + len(shown),
        count=len(compared),
        before=max(0, start - PER_PAGE) if start else -1,
        after=start + PER_PAGE if start + PER_PAGE < len(compared) else -1,
    )


def _number(text: str) -> int:
    """Read a number from an address; raises a 404 for what is none."""
    if not _NUMBER.fullmatch(text):
        raise HTTPException(NOT_FOUND)
    return int(text)
