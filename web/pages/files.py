"""Files and mails set aside: who may see them looks at them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from web.desk import AtDesk, Desk
from web.pages.aside import AT_ONCE, file_seen, files_seen
from web.pages.document import handed_out
from web.pages.frame import frame
from web.pages.member import Member, a_number, an_id, member
from web.shield import WITH_FRAME
from web.templating import page as made
from web.views.files import file_row, keying_form, shown
from web.views.keyed import Keyed
from web.views.original import SHOWN, media_type
from workflow.decisions.decide import LONGEST_REASON
from workflow.invoices.invoice import FileSetAside

router = APIRouter(include_in_schema=False)

FILES = "/files"


@dataclass(frozen=True)
class Said:
    """What was said so far on a file's page: why something was not taken, and what had been typed."""

    status: int = 200
    notice: str = ""
    keyed: Keyed | None = None
    reason: str = ""
    no_reason: str = ""


@router.get(FILES)
def show_all(request: Request, desk: AtDesk, page: Annotated[str, Query()] = "1") -> Response:
    """List what was set aside: what waits first, what is settled below."""
    number = a_number(page)
    with desk.readers() as session:
        me = member(session, desk, request, FILES)
        seen = files_seen(session, me, number)
        rows = [file_row(file, by, one := me.sees(file.workspace_id), me.writes(one)) for file, by in seen]
        here = frame(desk, me, FILES)
        return made("files.html", frame=here, rows=rows, page=number, more=len(rows) == AT_ONCE)


@router.get("/files/{file_id}")
def show(request: Request, file_id: str, desk: AtDesk) -> Response:
    """Show one file beside the form to key in its figures."""
    with desk.readers() as session:
        me = member(session, desk, request, f"{FILES}/{file_id}")
        file, settled_by = file_seen(session, me, an_id(file_id))
        return file_page(desk, me, file, settled_by, Said())


@router.get("/files/{file_id}/document")
def document(request: Request, file_id: str, desk: AtDesk, download: Annotated[str, Query()] = "") -> Response:
    """Hand out the bytes: shown where nothing in them can run, or as a file to keep; a stranger's only so."""
    with desk.readers() as session:
        me = member(session, desk, request, f"{FILES}/{file_id}")
        file, _ = file_seen(session, me, an_id(file_id))
        as_file = bool(download) or not file.may_be_awaited
        shown_as = None if as_file else SHOWN.get(media_type(file.content))
        return handed_out(file.name, file.content, shown_as, framed=shown_as is not None)


def file_page(desk: Desk, me: Member, file: FileSetAside, settled_by: str | None, said: Said) -> Response:
    """Make the page of a file, with its forms while it waits and the reader may act."""
    workspace = me.sees(file.workspace_id)
    row = file_row(file, settled_by, workspace, me.writes(workspace))
    keyed = said.keyed or Keyed({"currency": workspace.currency}, {}, {})
    answer = made(
        "file.html",
        said.status,
        frame=frame(desk, me, FILES),
        row=row,
        shown=shown(file),
        form=keying_form(keyed) if row.waits and me.may_act(workspace.id) else None,
        csrf=me.key(desk, file.id),
        said=said,
        longest_reason=LONGEST_REASON,
    )
    answer.headers["content-security-policy"] = WITH_FRAME  # the document beside the form is ours
    return answer
