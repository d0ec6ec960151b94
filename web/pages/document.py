"""The invoice as received: to be looked at by who is asked, to be downloaded only once it is approved."""

import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.desk import AtDesk
from web.pages.act import FORBIDDEN, entry_page
from web.pages.door import NOT_FOUND, visit
from web.templating import message_page
from web.views.original import PDF, as_laid_out, type_shown
from workflow.decisions.gathering import case_files
from workflow.invoices.invoice import Revision
from workflow.reviews.review import APPROVED

router = APIRouter(include_in_schema=False)

DOCUMENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"
NOT_YET = "It can be downloaded, and is sent to the AP contact, once this review is approved."


@dataclass(frozen=True)
class Stored:
    """One file of a review, with the state of the review."""

    name: str
    media_type: str
    content: bytes
    released: bool


@router.get("/act/{token}/document")
def document(
    request: Request, token: str, desk: AtDesk, n: Annotated[str, Query()] = "0", download: Annotated[str, Query()] = ""
) -> Response:
    """Show or hand out the bytes of the n-th invoice, counted from 0 in the order of the page."""
    with desk.readers() as session:
        who = visit(session, desk, request, token)
        if who.known_by is None:
            return entry_page(who, FORBIDDEN)
        if not who.belongs:
            raise HTTPException(NOT_FOUND)
        stored = _stored(session, who.review_id, n)
    kind = type_shown(stored.media_type)
    as_file = bool(download) or kind is None
    if as_file and not stored.released:
        return message_page(FORBIDDEN, "Not to be downloaded yet", NOT_YET)
    content = stored.content if as_file else as_laid_out(stored.media_type, stored.content)
    return handed_out(stored.name, content, None if as_file else kind, framed=not as_file)


def _stored(session: Session, review_id: UUID, position: str) -> Stored:
    case = case_files(session, [review_id])[review_id]
    wanted = int(position) if re.fullmatch("[0-9]{1,3}", position) else len(case.invoices)
    if wanted >= len(case.invoices):
        raise HTTPException(NOT_FOUND)
    invoice = case.invoices[wanted]
    content = session.scalars(select(Revision.content).where(Revision.id == invoice.revision_id)).one()
    return Stored(invoice.file_name, invoice.media_type, content, case.state == APPROVED)


def handed_out(name: str, content: bytes, shown_as: str | None, *, framed: bool = False) -> Response:
    """Answer with bytes as received: shown as a type of the table, else (None) as a file to keep.

    `framed` lets our own pages show it in a frame.
    """
    media_type = shown_as or "application/octet-stream"
    if media_type == "text/plain":
        media_type = f"text/plain; charset={_charset(content)}"
    headers = {
        "content-disposition": _disposition("inline" if shown_as else "attachment", name),
        "content-security-policy": _policy(shown_as, framed=framed),
        "content-type": media_type,
    }
    if framed:
        headers["x-frame-options"] = "SAMEORIGIN"
    return Response(content, headers=headers)


def _policy(shown_as: str | None, *, framed: bool) -> str:
    """Forbid a document everything, and what is no PDF an origin too.

    A PDF is shown by the browser's own viewer, which many browsers keep out of a sandbox and all keep away from us.
    """
    ancestors = "frame-ancestors 'self'" if framed else "frame-ancestors 'none'"
    return "; ".join([DOCUMENT_POLICY, ancestors, *([] if shown_as == PDF else ["sandbox"])])


def _charset(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "iso-8859-1"
    return "utf-8"


def _disposition(how: str, name: str) -> str:
    """Spell the header with a name for old and for new browsers (RFC 6266)."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name.replace("\\", "/").rpartition("/")[2])[-100:] or "invoice"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(plain)}"
