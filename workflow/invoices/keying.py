"""Keying in: a person reads what no program can, and the file becomes an invoice like any other."""

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.invoices.aside import settle
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.intake import Accepted, accept, take_turns
from workflow.invoices.invoice import READ, FileSetAside, Revision
from workflow.invoices.source import Received
from workflow.people.person import Person
from workflow.people.workspace import Workspace


def key_in(
    session: Session, file: FileSetAside, document: InvoiceDocument, media_type: str, by: Person, now: DateTime
) -> Accepted:
    """Store what a person read in a file that was set aside; its bytes are kept as those of the invoice.

    Raises NotWaiting when somebody has settled the file already.
    """
    take_turns(session, file.workspace_id)
    settle(session, file, READ, by, f"{by.name} keyed in invoice {document.number}", now)
    workspace = session.get_one(Workspace, file.workspace_id)
    received = Received(document, file.content, media_type, file.name, is_place=False)
    (accepted,) = accept(session, workspace, [received], now)
    if accepted.revision_id:
        session.get_one(Revision, accepted.revision_id).keyed_by = by.id
    return accepted
