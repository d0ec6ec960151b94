"""Who holds no role in the workspace any more: their link tells no figures, and no list or search has the review."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from tests.web.office import FINANCE, OPERATIONS, Office
from workflow.people.person import RoleHolder
from workflow.people.workspace import Workspace
from workflow.reviews.review import Assignment

SECRETS = ("CAL-2026-11", "4,877", "Callaro")


def leave(office: Office) -> None:
    """Let the person of finance hold finance nowhere, and operations in another workspace."""
    person_id = office.site.opened.people["finance"]
    with Session(office.site.engine) as session:
        session.execute(delete(RoleHolder).where(RoleHolder.person_id == person_id))
        session.add(RoleHolder(person_id=person_id, role="operations"))
        session.commit()


def test_their_page_says_so_and_nothing_else(quick_office: Office) -> None:
    site, browser, page = quick_office.site, quick_office.site.known("finance"), quick_office.site.page("finance")
    form = site.form(browser, "finance")
    leave(quick_office)
    shown = browser.get(page)
    assert shown.status_code == 200
    assert "You no longer review for Acme" in shown.text
    assert [browser.get(f"{page}/{path}").status_code for path in ("document", "lines")] == [404, 404]
    posts = [site.approve(browser, "finance", form), *(browser.post(f"{page}/{verb}") for verb in ("ask", "snooze"))]
    assert [one.status_code for one in posts] == [403] * 3
    asked = browser.post(f"{page}/verify", data={"code": "000000"})
    assert not [told for one in (shown, *posts, asked) for told in (*SECRETS, 'name="answer"') if told in one.text]


def test_what_they_decided_themselves_may_stand_there(quick_office: Office) -> None:
    site, browser = quick_office.site, quick_office.site.known("finance")
    assert site.approve(browser, "finance").status_code == 303
    leave(quick_office)
    assert "You approved this on Mon, Dec 7, 2026" in browser.get(site.page("finance")).text


def test_no_list_has_it_any_more(quick_office: Office) -> None:
    browser, review_id = quick_office.browser(FINANCE), quick_office.site.opened.review_id
    assert "CAL-2026-11" in browser.get("/").text
    assert browser.get(f"/api/v1/reviews/{review_id}").status_code == 200
    leave(quick_office)
    inbox = browser.get("/")
    assert (inbox.status_code, "CAL-2026-11" in inbox.text) == (200, False)
    assert "CAL-2026-11</" not in browser.get("/search", params={"q": "CAL-2026-11"}).text
    assert browser.get("/api/v1/assignments").json() == []
    assert browser.get(f"/api/v1/reviews/{review_id}").status_code == 404


def test_who_only_passed_the_seat_on_sees_what_they_saw(quick_office: Office) -> None:
    seats, browser = quick_office.site.opened.seats, quick_office.browser(FINANCE)
    quick_office.write(Assignment, seats["finance"], person_id=quick_office.site.opened.people["operations"])
    assert "CAL-2026-11" in browser.get(quick_office.site.page("finance")).text


@pytest.mark.parametrize("holds", [True, False])
def test_a_deputy_whom_the_workspace_does_not_name_sees_it_while_they_hold_the_role(
    quick_office: Office, *, holds: bool
) -> None:
    people = quick_office.site.opened.people
    quick_office.write(Workspace, quick_office.acme, people={"finance": [OPERATIONS], "operations": [OPERATIONS]})
    quick_office.write(Assignment, quick_office.site.opened.seats["finance"], deputy_of=people["operations"])
    if not holds:
        with Session(quick_office.site.engine) as session:
            session.execute(
                update(RoleHolder).where(RoleHolder.person_id == people["finance"]).values(role="operations")
            )
            session.commit()
    shown = quick_office.browser(FINANCE).get(quick_office.site.page("finance")).text
    assert ("CAL-2026-11" in shown) is holds
