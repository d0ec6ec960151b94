"""An admin who was not told takes a review up from the admins' list, and settles it with the usual strength."""

from httpx import Client, Response

from notifications.links import escalated_url
from tests.factories import NOW
from tests.web.admins import a_clean_review
from tests.web.office import ADMIN, FINANCE, OLGA, Office, form_at
from tests.web.site import everything, hidden_fields, ticks
from web.pages.door import form_key
from workflow.reviews.review import Assignment, Review


def overdue(office: Office) -> str:
    """Let the office's review be late, and give the path of the form that takes it up."""
    office.write(Review, office.site.opened.review_id, decide_by=NOW.subtract(hours=1))
    return f"/escalated/{office.site.opened.review_id}/take-up"


def taken_up(browser: Client, path: str) -> Response:
    """Send the form of the list."""
    return browser.post(path, data=form_at(browser.get("/escalated"), path))


def test_it_leads_to_the_seat_on_whose_page_all_is_settled(office: Office) -> None:
    path, browser = overdue(office), office.browser(ADMIN)
    taken = taken_up(browser, path)
    assert taken.status_code == 303
    page = browser.get(taken.headers["location"])
    assert "Agree on a later due date" in page.text
    assert "Send my answer" in page.text
    fields = {**hidden_fields(page), "answer": "reject", "reason": "Billed twice."}
    assert browser.post(taken.headers["location"], data=fields).status_code == 303
    assert "Nothing waits for an admin" in browser.get("/escalated").text


def test_where_nobody_could_be_found_an_admin_settles_it_two_clicks_from_the_letter(office: Office) -> None:
    opened, browser = office.site.opened, office.browser(ADMIN)
    office.write(Assignment, opened.seats["operations"], person_id=None)
    assert "CAL-2026-11" in browser.get(escalated_url("", opened.review_id)).text  # to which the letter leads
    taken = taken_up(browser, f"/escalated/{opened.review_id}/take-up").headers["location"]
    page = browser.get(taken)
    assert all(way in page.text for way in ("Send my answer", "Agree on a later due date", "Dispute it, by a letter"))
    fields = {**hidden_fields(page), "answer": "approve", "attest": ticks("admin")}
    assert browser.post(taken, data=fields).status_code == 303
    assert "This review is settled: approved." in browser.get(taken).text


def test_a_large_sum_asks_for_a_new_code_there_too(office: Office) -> None:
    large, browser = a_clean_review(office, "NEAT-1", voice="20000.00"), office.browser(ADMIN)
    office.write(Review, large.review_id, decide_by=NOW.subtract(hours=1))
    taken = taken_up(browser, f"/escalated/{large.review_id}/take-up").headers["location"]
    page = browser.get(taken)
    assert f"{taken}/code" in page.text
    fields = {"answer": "reject", "reason": "Billed twice.", **hidden_fields(page)}
    assert browser.post(taken, data=fields).status_code == 403


def test_nobody_else_takes_it_up_and_nothing_changes(office: Office) -> None:
    path = overdue(office)
    form = form_at(office.browser(ADMIN).get("/escalated"), path)
    ada, finance, olga = (office.browser(email) for email in (ADMIN, FINANCE, OLGA))
    before = everything(office.site.engine)
    assert office.site.browser().post(path, data=form).status_code == 303
    assert finance.post(path, data=form).status_code == 404
    assert olga.post(path, data=form).status_code == 403
    assert ada.post(path, data={"csrf": "made up"}).status_code == 403
    assert ada.get(path).status_code == 405
    assert everything(office.site.engine) == before


def test_what_does_not_wait_for_an_admin_is_not_taken_up(office: Office) -> None:
    path, browser = overdue(office), office.browser(ADMIN)
    form = form_at(browser.get("/escalated"), path)
    office.write(Review, office.site.opened.review_id, decide_by=NOW.add(days=3))
    refused = browser.post(path, data=form)
    assert refused.status_code == 409
    assert "no longer waits for an admin" in refused.text


def test_another_workspaces_review_looks_like_one_that_does_not_wait(office: Office) -> None:
    path, olga = overdue(office), office.browser(OLGA)
    key = form_key(office.site.desk, "the cookie of olga@example.com", office.site.opened.review_id)
    refused = olga.post(path, data={"csrf": key})
    assert (refused.status_code, "CAL-2026-11" in refused.text) == (409, False)
