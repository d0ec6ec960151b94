"""The page of a review of several invoices shows all of them, and one answer is for all."""

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, an_open_review, store
from tests.web.site import Site, make_site
from workflow.invoices.invoice import UNDER_REVIEW
from workflow.people.workspace import Workspace
from workflow.reviews.review import Review, ReviewedRevision


def a_site(engine: Engine) -> Site:
    """Put up a site whose review is about two invoices, in two currencies."""
    with Session(engine) as session:
        opened = an_open_review(session)
        workspace = session.get_one(Workspace, opened.workspace_id)
        dollars = a_document("CAL-2026-11-B", "100.00", currency="USD", issued_on="2026-12-02")
        other = store(session, workspace, dollars, UNDER_REVIEW, received_at=NOW)
        session.add(
            ReviewedRevision(review_id=opened.review_id, revision_id=other.id, invoice_id=other.invoice_id),
        )
        session.commit()
    return make_site(engine, opened)


def test_every_invoice_is_on_the_page_with_its_document(engine: Engine) -> None:
    site = a_site(engine)
    browser, page = site.known("finance"), site.page("finance")

    shown = browser.get(page).text
    assert "2 invoices of Acme EMEA" in shown
    assert "CAL-2026-11-B" in shown
    assert "4,877.81" in shown
    assert "712.81" in shown
    assert b'"CAL-2026-11-B"' in browser.get(f"{page}/document?n=1").content


def test_one_answer_is_for_all(engine: Engine) -> None:
    site = a_site(engine)
    for role in ("finance", "operations"):
        browser = site.known(role)
        site.enter_code(browser, role)  # what cannot be summed is above any limit
        assert site.approve(browser, role).status_code == 303
    with Session(engine) as session:
        assert session.scalar(select(Review.state)) == "approved"
