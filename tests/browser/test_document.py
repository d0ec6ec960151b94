"""The document itself is seen on the page: a real PDF, painted by the browser's own viewer under our own policy.

The viewer is a script of the browser's, so these people's browsers run scripts; the pages have none.
"""

import base64
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import select

from cli.invoices import read_file
from tests.browser.conftest import Meets
from tests.browser.person import PHONE, Person
from tests.stories.month import Month
from tests.waiting import eventually
from workflow.invoices.intake import accept
from workflow.invoices.source import Received
from workflow.people.workspace import Workspace

SAMPLE = Path(__file__).parents[1] / "samples" / "einvoice" / "facturx" / "EN16931_Einfach.pdf"
NUMBER = "471102"
OF_ITS_HEADINGS = [204, 240, 255]
"""The blue behind the headings of the sample, which nothing of ours and nothing of the viewer's is painted in."""
ENOUGH = 2000
COUNT = """async ([picture, blue]) => {
    const bytes = Uint8Array.from(atob(picture), one => one.charCodeAt(0));
    const drawn = await createImageBitmap(new Blob([bytes]));
    const paper = new OffscreenCanvas(drawn.width, drawn.height).getContext("2d");
    paper.drawImage(drawn, 0, 0);
    const { data } = paper.getImageData(0, 0, drawn.width, drawn.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4) {
        found += blue.every((part, n) => Math.abs(data[at + n] - part) < 4);
    }
    return found;
}"""


def comes_as_pdf(town: Month, key: str) -> None:
    """Let an invoice come as a PDF with its figures in it, and ask about it."""
    read = read_file(SAMPLE)
    assert isinstance(read, Received)
    with town.house.sessions.begin() as session:
        accept(session, session.scalars(select(Workspace).where(Workspace.key == key)).one(), [read], town.now)
    town.ticks()


def painted(page: Page) -> int:
    """Count the pixels of the frame that have the colour of the PDF's headings."""
    picture = base64.b64encode(page.locator("iframe").screenshot()).decode()
    found: int = page.evaluate(COUNT, [picture, OF_ITS_HEADINGS])
    return found


def opens_in_a_tab(person: Person) -> str:
    """Click the link to the document; gives the type of what the new tab was answered."""
    with person.page.context.expect_event("response", lambda one: "/document" in one.url) as answer:
        person.page.get_by_role("link", name="Open the document").click()
    kind: str = answer.value.headers["content-type"]
    return kind


def test_a_pdf_is_seen_in_its_frame_and_on_a_phone_in_a_tab(town: Month, meets: Meets) -> None:
    comes_as_pdf(town, "paper")
    ana = meets("ana@paper.example", java_script_enabled=True)
    ana.enters(NUMBER)
    frame = ana.page.locator("iframe")
    frame.scroll_into_view_if_needed()
    assert eventually("the PDF in its frame", lambda: painted(ana.page) > ENOUGH)
    ana.page.set_viewport_size(PHONE)
    expect(frame).to_be_hidden()
    assert opens_in_a_tab(ana) == "application/pdf"
