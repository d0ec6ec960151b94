"""Settling a file set aside: its figures are keyed in, or it is said to be no invoice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from notifications.wording import one_line
from web.desk import AtDesk, Desk
from web.pages.aside import file_seen
from web.pages.door import NOT_FOUND, OLD_FORM
from web.pages.fields import AsTyped
from web.pages.files import FILES, Said, file_page
from web.pages.member import SEE_OTHER, Member, an_id, member
from web.views.keyed import MORE_ROWS, MOST_ROWS, Keyed, read_keyed, rows_of
from web.views.original import media_type
from workflow.decisions.decide import LONGEST_REASON
from workflow.invoices.aside import NotWaiting, dismiss
from workflow.invoices.document import InvoiceDocument, read_document
from workflow.invoices.invoice import FileSetAside
from workflow.invoices.keying import key_in
from workflow.invoices.source import UnreadableInvoice

router = APIRouter(include_in_schema=False)

FORBIDDEN, CONFLICT, INCOMPLETE = 403, 409, 422
NO_REASON = "Say why this is no invoice; whoever looks for it later reads it."
TOO_LONG = f"The reason has more than {LONGEST_REASON} characters."

Settle = Callable[[Session, Member, FileSetAside], None]


@dataclass(frozen=True)
class Sent:
    """A form that somebody sent about a file; field by field as it was typed."""

    file_id: UUID
    typed: Mapping[str, str]


@router.post("/files/{file_id}/keyed")
def take_figures(request: Request, file_id: str, desk: AtDesk, typed: AsTyped) -> Response:
    """Take the figures: 303 when the invoice is stored, else the form again with every complaint beside its field."""
    sent = Sent(an_id(file_id), typed)
    if typed.get("more"):
        rows = str(min(MOST_ROWS, rows_of(typed) + MORE_ROWS))
        return _again(request, desk, sent, Said(keyed=Keyed({**typed, "rows": rows}, {}, {})))
    keyed = read_keyed(typed)
    if keyed.complaints:
        return _again(request, desk, sent, Said(INCOMPLETE, keyed=keyed))

    def store(session: Session, me: Member, file: FileSetAside) -> None:
        key_in(session, file, _document(file, keyed), media_type(file.content), me.person, desk.now())

    try:
        return _settled(request, desk, sent, store, Said(keyed=keyed))
    except UnreadableInvoice as error:
        unread = Keyed(typed, {"": str(error)}, {})
        return _again(request, desk, sent, Said(INCOMPLETE, keyed=unread))


@router.post("/files/{file_id}/dismiss")
def no_invoice(request: Request, file_id: str, desk: AtDesk, typed: AsTyped) -> Response:
    """Take that a file is no invoice, with the reason."""
    sent, reason = Sent(an_id(file_id), typed), typed.get("reason", "").strip()
    wrong = TOO_LONG if len(reason) > LONGEST_REASON else NO_REASON
    if not 0 < len(reason) <= LONGEST_REASON:
        return _again(request, desk, sent, Said(INCOMPLETE, reason=reason, no_reason=wrong))

    def put_away(session: Session, me: Member, file: FileSetAside) -> None:
        dismiss(session, file, me.person, reason, desk.now())

    return _settled(request, desk, sent, put_away, Said(reason=reason))


def _settled(request: Request, desk: Desk, sent: Sent, settle: Settle, said: Said) -> Response:
    """Settle a file in one transaction; or show its page again with why not, and nothing changed."""
    with desk.readers() as session:
        _who_acts(session, desk, request, sent)  # a stranger does not get as far as a lock
    refusal = None
    with desk.writers() as session:
        me, file = _who_acts(session, desk, request, sent, lock=True)
        if me.sent(desk, file.id, sent.typed.get("csrf", "")):
            try:
                settle(session, me, file)
                session.commit()
            except NotWaiting as error:
                refusal = replace(said, status=CONFLICT, notice=str(error))
        else:
            refusal = replace(said, status=FORBIDDEN, notice=OLD_FORM)
    return _again(request, desk, sent, refusal) if refusal else RedirectResponse(f"{FILES}/{sent.file_id}", SEE_OTHER)


def _again(request: Request, desk: Desk, sent: Sent, said: Said) -> Response:
    with desk.readers() as session:
        me, _ = _who_acts(session, desk, request, sent)
        file, settled_by = file_seen(session, me, sent.file_id)
        return file_page(desk, me, file, settled_by, said)


def _who_acts(
    session: Session, desk: Desk, request: Request, sent: Sent, *, lock: bool = False
) -> tuple[Member, FileSetAside]:
    """Give the person and the file; the 404 that is always the same for who may not act on it."""
    me = member(session, desk, request, f"{FILES}/{sent.file_id}")
    file, _ = file_seen(session, me, sent.file_id, lock=lock)
    if not me.may_act(file.workspace_id):
        raise HTTPException(NOT_FOUND)
    return me, file


def _document(file: FileSetAside, keyed: Keyed) -> InvoiceDocument:
    """Make the document of what was typed; raises UnreadableInvoice for what no invoice can say."""
    source = {"name": one_line(file.name), "format": "manual"}
    return read_document({**keyed.said, "source": source, "sha256": file.sha256})
