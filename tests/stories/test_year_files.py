"""Invoices that come as files: one that only a person can read, and one that came in two forms."""

from pathlib import Path

from sqlalchemy import select

from tests.sources.pdfs import FILE_TREE, PAGES, pdf
from tests.stories.month import Month, local
from tests.stories.setting import a_setup, an_invoice
from workflow.invoices.document import read_document
from workflow.invoices.invoice import FileSetAside, Invoice, Revision
from workflow.invoices.keying import key_in
from workflow.people.person import Person

SAMPLES = Path(__file__).parents[1] / "samples" / "einvoice"
PAPER = pdf(FILE_TREE % b"<< /Names [] >>", PAGES)


def lies_there(month: Month, name: str, content: bytes) -> None:
    """Lay a file into the workspace's folder."""
    folder = month.folder / "inbox" / "acme"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def test_what_only_a_person_can_read_is_keyed_in_and_then_asked_about(month: Month) -> None:
    month.applies(a_setup())
    lies_there(month, "october.pdf", PAPER)
    month.sleeps_until("2026-11-02 10:00")
    assert month.minutes() == [f"Mon 2 Nov 10:00 {name}: set_aside" for name in ("ada", "ana", "bea")]
    month.sleeps_until("2026-11-06 10:00")
    assert month.workspace()["months"][10] == "late"
    is_keyed_in(month)
    month.ticks()
    assert month.minutes(since="2026-11-06 10:00") == [
        "Fri 6 Nov 10:00 ana: missing arrived",
        "Fri 6 Nov 10:00 ana: missing late",
        "Fri 6 Nov 10:00 ana: opened",
        "Fri 6 Nov 10:00 omar: opened",
    ]
    assert month.workspace()["months"][10] == "invoiced"
    with month.house.readers() as session:
        assert session.scalars(select(Revision.content)).one() == PAPER


def is_keyed_in(month: Month) -> None:
    """Let an admin read the file; whoever keys figures in is not asked about them."""
    with month.house.sessions.begin() as session:
        bea = session.scalars(select(Person).where(Person.email == "bea@acme.example")).one()
        file = session.scalars(select(FileSetAside)).one()
        read = {"source": {"name": "keyed in", "format": "manual"}, "sha256": file.sha256}
        key_in(session, file, read_document({**an_invoice(10), **read}), "application/pdf", bea, month.now)


def test_the_same_invoice_as_pdf_and_as_xml_is_one(month: Month) -> None:
    for name in ("facturx/EN16931_Einfach.pdf", "ubl/EN16931_Einfach.ubl.xml"):
        lies_there(month, Path(name).name, (SAMPLES / name).read_bytes())
    month.now = local("2018-03-06 10:00")
    month.applies(a_setup().replace("2026-09-01", "2018-02-01").replace("2026-10-01", "2018-02-01"))
    month.ticks()
    assert [review["numbers"] for review in month.reviews()] == [["471102"]]
    assert month.workspace()["months"] == {2: "invoiced", 3: "open"}
    with month.house.readers() as session:
        assert [one.revision for one in session.scalars(select(Invoice))] == [1]
