"""The audit trail of a review: everything that happened to it, for whoever holds a role in its workspace."""

from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from tests.factories import NOW
from tests.web.admins import counted
from tests.web.office import ADMIN, EVE, FINANCE, OLGA, OPERATIONS, Office
from tests.web.site import everything
from workflow.base import new_id
from workflow.events.event import Happened, record
from workflow.events.seal import seal
from workflow.notices.notice import Notice

REASON = "Twice the minutes of October."
MOST_BYTES = 100_000


def path_of(office: Office) -> str:
    """Give the path of the trail of the office's review."""
    return f"/reviews/{office.site.opened.review_id}/audit"


def happened(office: Office, count: int) -> None:
    """Write events about the review, and seal them."""
    with Session(office.site.engine) as session:
        about = f"review:{office.site.opened.review_id}"
        record(session, [Happened(office.acme, NOW, "review.replanned", about, f"reason {n}") for n in range(count)])
        seal(session)
        session.commit()


def told(office: Office) -> None:
    """Write a mail about the review that went out."""
    review = office.site.opened.review_id
    with Session(office.site.engine) as session:
        values = {"kind": "rung", "part": "escalation", "state": "sent", "data": {}, "address": "boss@example.com"}
        times = {"posted_at": NOW, "next_try_at": NOW, "sent_at": NOW}
        session.add(Notice(id=new_id(), workspace_id=office.acme, key="one", about=review, **values, **times))
        session.commit()


def test_it_tells_decisions_documents_mails_and_every_event(quick_office: Office) -> None:
    happened(quick_office, 1)
    told(quick_office)
    operations = quick_office.site.known("operations")
    quick_office.site.answer(operations, "operations", answer="flag", reason=REASON)
    form = quick_office.site.form(quick_office.site.known("finance"), "finance")
    browser = quick_office.browser(FINANCE)
    before = everything(quick_office.site.engine)
    page = browser.get(path_of(quick_office)).text
    assert "Flagged" in page
    assert REASON in page
    assert "a code mailed for this very task" in page
    assert form["revision"] in page
    assert "reason 0" in page
    assert "The plan was computed anew" in page
    assert "boss@example.com" in page
    assert "Escalation" in page
    assert "SHA-256 of the file" in page
    assert "4 business days before the decision is due" in page
    assert "Who is asked" in page
    assert "<form" not in page.split("</header>")[1]
    assert everything(quick_office.site.engine) == before


@pytest.mark.parametrize("email", [FINANCE, OPERATIONS, ADMIN])
def test_any_role_of_the_workspace_opens_it(quick_office: Office, email: str) -> None:
    assert quick_office.browser(email).get(path_of(quick_office)).status_code == 200


def test_nobody_else_does_and_what_is_not_there_looks_the_same(quick_office: Office) -> None:
    nothing = quick_office.browser(FINANCE).get("/nothing").text
    for email, path in (
        (OLGA, path_of(quick_office)),
        (EVE, path_of(quick_office)),
        (FINANCE, f"/reviews/{uuid4()}/audit"),
        (FINANCE, path_of(quick_office).upper().replace("REVIEWS", "reviews").replace("AUDIT", "audit")),
        (FINANCE, "/reviews/x/audit"),
    ):
        page = quick_office.browser(email).get(path)
        assert (page.status_code, page.text) == (404, nothing)
    stranger = quick_office.site.browser().get(path_of(quick_office))
    assert stranger.status_code == 303
    assert stranger.headers["location"] == f"/sign-in?next={path_of(quick_office)}"


def test_it_asks_the_database_as_often_for_one_event_as_for_many(office: Office) -> None:
    browser, counts = office.browser(FINANCE), []
    for more in (1, 30):
        happened(office, more)
        with counted(office.site.engine) as statements:
            browser.get(path_of(office))
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_what_gathers_in_months_comes_on_light_pages_with_nothing_left_out(quick_office: Office) -> None:
    happened(quick_office, 600)
    browser, pages = quick_office.browser(FINANCE), list[str]()
    while not pages or ">Next<" in pages[-1]:
        page = browser.get(path_of(quick_office), params={"page": len(pages) + 1})
        assert len(page.content) < MOST_BYTES
        pages.append(page.text)
    together = "".join(pages)
    assert [together.count(f">reason {number}<") for number in range(600)] == [1] * 600
    assert len(pages) > 2
    assert "Who is asked" in pages[-1]
    assert all("Without an answer" not in page for page in pages[1:])
    assert browser.get(path_of(quick_office), params={"page": "999"}).status_code == 200
