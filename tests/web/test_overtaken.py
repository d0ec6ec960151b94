"""An invoice that changes under the reader's eyes: one message says what differs, and leads on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import lxml.html
import pytest
from httpx import Response
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.factories import a_document, a_person, a_workspace
from tests.web.site import Site, everything, make_site
from tests.web.test_changed import opened_for
from tests.workflow.walking import a_team, open_all, seat_of, take_in
from workflow.invoices.document import InvoiceDocument
from workflow.people.workspace import Workspace

Comes = Callable[[Session, Workspace, InvoiceDocument], object]
NOTE = "//section[contains(@class, 'newer')]"
HIGHER: dict[str, Any] = {"net_total": "5000.00", "total": "5950.00", "due_on": "2026-12-31"}


@dataclass(frozen=True)
class Overtaken:
    """What Ana meets at the link that she was mailed first: the answer to her old form, and the page."""

    site: Site
    browser: Any
    sent: Response
    shown: Response

    @property
    def both(self) -> Sequence[Any]:
        """Give both pages, to be looked through."""
        return [lxml.html.fromstring(one.text) for one in (self.sent, self.shown)]


def is_asked(session: Session, workspace: Workspace, document: InvoiceDocument) -> object:
    """Let it come, and ask about it."""
    return open_all(session, workspace, [document])


def is_being_checked(session: Session, workspace: Workspace, document: InvoiceDocument) -> object:
    """Let it come, and no more."""
    return take_in(session, workspace, document)


def overtaken(engine: Engine, document: InvoiceDocument, comes: Comes = is_asked) -> Overtaken:
    """Open the first version as Ana, then let another one come, then send the form that was left open."""
    with Session(engine) as session:
        workspace, team = a_workspace(session), a_team(session)
        (review,) = open_all(session, workspace, [a_document()])
        opened = opened_for(session, review, {"finance": team.ana.id})
    site = make_site(engine, opened)
    browser = site.known("finance")
    form = site.form(browser, "finance")
    with Session(engine) as session:
        comes(session, session.get_one(Workspace, opened.workspace_id), document)
    sent = site.answer(browser, "finance", form, answer="flag", reason="Twice the minutes.")
    return Overtaken(site, browser, sent, browser.get(site.page("finance")))


def text(element: Any) -> str:
    """Give a text on one line."""
    return " ".join(element.text_content().split())


def test_one_message_shows_the_difference_and_leads_to_the_new_page(engine: Engine) -> None:
    met = overtaken(engine, a_document(**HIGHER))
    assert (met.sent.status_code, met.shown.status_code) == (409, 200)
    for page in met.both:
        (note,) = page.xpath(NOTE)
        assert "Totalwas €4,877.81is now €5,950.00" in text(note)
        assert "Due datewas Dec 18, 2026is now Dec 31, 2026" in text(note)
        assert "You are asked about revision 2 in a new review, to be decided by" in text(note)
        (way,) = note.xpath(".//a[@class='button']")
        assert text(way) == "Go to revision 2 and answer"
        new = met.browser.get(way.get("href"))
        assert (new.status_code, 'name="revision"' in new.text, "€5,950.00" in new.text) == (200, True, True)


def test_what_was_sent_is_not_recorded_and_can_be_copied(quick_engine: Engine) -> None:
    met = overtaken(quick_engine, a_document(**HIGHER))
    (sent, shown) = (text(page.xpath(NOTE)[0]) for page in met.both)
    assert sent.startswith("Nothing was recorded: invoice CAL-2026-11 changed after you were asked about it.")
    assert "Twice the minutes." in sent
    assert shown.startswith("Invoice CAL-2026-11 changed after you were asked about it.")
    assert everything(quick_engine)["decisions"] == []


def test_until_the_new_version_is_asked_about_the_page_says_that_it_will_be(quick_engine: Engine) -> None:
    met = overtaken(quick_engine, a_document(**HIGHER), is_being_checked)
    assert met.sent.status_code == 409
    for page in met.both:
        (note,) = page.xpath(NOTE)
        assert "is now €5,950.00" in text(note)
        assert "it is asked about anew, by mail as this one was" in text(note)
        assert note.xpath(".//a[@class='button']") == page.xpath("//*[@id='answer']") == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("void", "Invoice CAL-2026-11 was voided. Nothing is to be answered any more."),
        ("draft", "Invoice CAL-2026-11 was taken back to a draft."),
    ],
)
def test_what_is_no_longer_asked_about_leads_nowhere(quick_engine: Engine, status: str, said: str) -> None:
    met = overtaken(quick_engine, a_document(status=status))
    (note,) = met.both[1].xpath(NOTE)
    assert said.partition(". ")[0] in text(note)
    assert note.xpath(".//a[@class='button']") == []


def test_a_reissue_is_named_and_leads_to_its_review(quick_engine: Engine) -> None:
    again = a_document("CAL-2026-11-R", corrects="CAL-2026-11", issued_on="2026-12-05", **HIGHER)
    met = overtaken(quick_engine, again)
    (note,) = met.both[0].xpath(NOTE)
    assert "invoice CAL-2026-11 was issued anew as CAL-2026-11-R" in text(note)
    assert text(note.xpath(".//a[@class='button']")[0]) == "Go to the new invoice and answer"


def test_who_is_not_asked_again_is_told_who_is(quick_engine: Engine) -> None:
    def is_handed_over(session: Session, workspace: Workspace, document: InvoiceDocument) -> object:
        (review,) = open_all(session, workspace, [document])
        seat_of(session, review, "finance").person_id = a_person(session, "fay@example.com", "finance", name="Fay").id
        session.commit()
        return review

    (note,) = overtaken(quick_engine, a_document(**HIGHER), is_handed_over).both[1].xpath(NOTE)
    assert "The new review of revision 2 is asked of Fay (finance)" in text(note)
    assert "Nothing is asked of you." in text(note)
    assert text(note.xpath(".//a[@class='button']")[0]) == "Look at revision 2"
