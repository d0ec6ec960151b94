"""An invoice that takes the place of another version: the page shows the difference before the lines."""

from httpx import Response
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.factories import Opened, a_document, a_workspace
from tests.web.site import make_site
from tests.web.test_vendor_text import PAYLOADS, Elements
from tests.workflow.walking import a_team, open_all
from workflow.invoices.document import InvoiceDocument
from workflow.reviews.casefile import Link
from workflow.reviews.review import AccessLink, Review, ReviewedRevision


def page_of(engine: Engine, *versions: InvoiceDocument) -> Response:
    """Take in versions of an invoice one after the other, and open the page of the newest review as finance."""
    with Session(engine) as session:
        workspace, team = a_workspace(session), a_team(session)
        *_, review = [open_all(session, workspace, [version])[0] for version in versions]
        opened = opened_for(session, review, {"finance": team.ana.id})
    site = make_site(engine, opened)
    page: Response = site.known("finance").get(site.page("finance"))
    return page


def opened_for(session: Session, review: Review, people: dict[str, object]) -> Opened:
    """Tell of a review that was opened what a site needs, for these people."""
    revision_id = session.scalars(
        select(ReviewedRevision.revision_id).where(ReviewedRevision.review_id == review.id)
    ).one()
    its = select(AccessLink).where(AccessLink.review_id == review.id, AccessLink.person_id.in_(people.values()))
    link = session.scalars(its).one()
    links = {"finance": Link(link.id, link.assignment_id, link.person_id, link.generation)}
    return Opened(review.workspace_id, review.id, revision_id, {}, {}, links)


def test_the_difference_stands_before_the_lines(quick_engine: Engine) -> None:
    text = page_of(quick_engine, a_document(), a_document(due_on="2026-12-31")).text
    assert text.index("What changed since") < text.index("Due date") < text.index("What drives the total?")
    assert "was <del><bdi>Dec 18, 2026</bdi></del>" in text
    assert "is now <ins><bdi>Dec 31, 2026</bdi></ins>" in text


def test_a_first_version_shows_none(quick_engine: Engine) -> None:
    assert "What changed since" not in page_of(quick_engine, a_document()).text


def test_a_long_difference_is_folded(quick_engine: Engine) -> None:
    lines = [{"description": f"line {n}", "amount": "1"} for n in range(300)]
    text = page_of(quick_engine, a_document(), a_document(lines=lines)).text
    assert "<summary>192 more changes</summary>" in text
    assert "And 102 more, which the document shows." in text


def test_what_the_vendor_changed_stays_text(quick_engine: Engine) -> None:
    payload = " ".join(PAYLOADS) + "x" * 10_000
    line = {"description": payload, "unit": payload, "quantity": "1", "unit_price": "1", "amount": "9"}
    seller = {**a_document().seller.model_dump(), "name": payload}
    hostile = a_document(
        lines=[line], seller=seller, payee={"name": payload, "iban": payload}, taxes=[{"category": payload}]
    )
    page = page_of(quick_engine, a_document(), hostile)
    elements = Elements(page.text)
    _, _, block = page.text.partition("What changed since")
    assert page.status_code == 200
    assert [tag for tag, _ in elements.found].count("svg") == 1  # the timeline, which is ours
    assert not {tag for tag, _ in elements.found} & {"script", "img", "object", "style", "base"}
    assert "1234000" not in elements.text
    assert not set(page.text) & set("\u202e\u202c\u2066\u2069\u200b")
    assert len(block.partition("What period does it cover?")[0]) < 12_000
