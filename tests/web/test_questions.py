"""Questions on the pages: asked from the act page, answered by a colleague behind a link and a code of their own."""

from dataclasses import fields
from typing import Any

import lxml.html
import pytest
from httpx import Client, Response
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from notifications import desk as letters
from notifications.links import ACT, QUESTION, sign
from tests.factories import NOW
from tests.web.site import KEYS, everything, hidden_fields
from tests.web.test_verbs import FAY, Asked, a_site, do, offers, words
from workflow.notices.notice import Kind, Notice
from workflow.notices.outbox import Claimed
from workflow.people.identity import SignInCode
from workflow.people.person import Person, RoleHolder
from workflow.people.signin import digits
from workflow.people.workspace import Workspace
from workflow.reviews.question import Question

ASKED, ANSWERED = "Did the campaign of Nov 23 run here?", "Yes, about 12,000 minutes."


@pytest.fixture
def asked(quick_engine: Any) -> Asked:
    """Return a site on which finance has asked Fay."""
    made = a_site(quick_engine)
    assert do(made, "finance", "ask", to=FAY, text=ASKED).status_code == 303
    return made


def path_of(asked: Asked, purpose: bytes = QUESTION) -> str:
    """Give the path of the page that was mailed to Fay."""
    with Session(asked.site.engine) as session:
        return f"/questions/{sign(session.scalars(select(Question)).one(), KEYS, purpose)}"


def known(asked: Asked, path: str) -> Client:
    """Open a browser that has shown to be Fay's."""
    browser = asked.site.browser()
    assert browser.post(f"{path}/code").headers["location"] == f"{path}?sent=1"
    with Session(asked.site.engine) as session:
        code = session.scalars(select(SignInCode.id).order_by(SignInCode.id.desc()).limit(1)).one()
    assert browser.post(f"{path}/verify", data={"code": digits(code, KEYS[0])}).status_code == 303
    return browser


def answer(browser: Client, path: str, text: str = ANSWERED) -> Response:
    """Send the form of the page."""
    return browser.post(path, data={**hidden_fields(browser.get(path)), "answer": text})


def test_the_colleague_sees_the_question_with_what_it_is_about_and_answers(asked: Asked) -> None:
    path = path_of(asked)
    browser = known(asked, path)
    page = browser.get(path)
    for shown in (ASKED, "CAL-2026-11", "€4,877.81", "The total rose by", "What period does it cover?"):
        assert shown in page.text
    assert answer(browser, path).status_code == 303
    assert "Fay answered" in words(browser.get(path))
    assert f"Fay answered, Mon, Dec 7, 2026, 10:00 AM Berlin time {ANSWERED}" in words(asked.page("operations"))


def test_looking_changes_nothing_and_a_stranger_sees_nothing(asked: Asked) -> None:
    path = path_of(asked)
    before = everything(asked.site.engine)
    stranger = asked.site.browser()
    page = stranger.get(path)
    assert "CAL-2026-11" not in page.text
    assert ASKED not in page.text
    assert stranger.post(path, data={"answer": ANSWERED}).status_code == 403
    assert everything(asked.site.engine) == before


def test_only_a_token_that_was_made_for_this_question_leads_here(asked: Asked) -> None:
    token = path_of(asked).rpartition("/")[2]
    browser = asked.site.browser()
    altered = [path_of(asked, ACT), f"/questions/{token[:-1]}x", "/questions/x", f"/act/{token}"]
    seat = asked.site.page("finance").replace("/act/", "/questions/")
    assert [browser.get(path).status_code for path in (*altered, seat)] == [404] * 5
    assert {browser.post(f"{path}/code").status_code for path in altered} == {404}


def test_a_cookie_of_somebody_else_is_not_enough(asked: Asked) -> None:
    page = asked.browser("operations").get(path_of(asked))
    assert ASKED not in page.text
    assert "Send a code to f…@e….com" in page.text


def test_whoever_holds_no_role_any_more_finds_nothing(asked: Asked) -> None:
    path = path_of(asked)
    browser = known(asked, path)
    with Session(asked.site.engine) as session:
        fay = session.scalars(select(Person.id).where(Person.email == FAY)).one()
        session.execute(delete(RoleHolder).where(RoleHolder.person_id == fay))
        session.commit()
    assert browser.get(path).status_code == 404
    assert browser.post(path, data={"answer": ANSWERED}).status_code == 404


def test_an_answer_that_is_not_taken_keeps_what_was_typed(asked: Asked) -> None:
    path = path_of(asked)
    browser = known(asked, path)
    assert "Write down the answer" in answer(browser, path, " ").text
    foreign = browser.post(path, data={"csrf": "x", "answer": "Typed & kept"})
    assert (foreign.status_code, "Typed &amp; kept" in foreign.text) == (403, True)
    assert answer(browser, path).status_code == 303
    again = browser.post(path, data={**hidden_fields(browser.get(path)), "answer": "No."})
    assert again.status_code == 403  # an answered question has no form to take the key from


def test_who_may_ask_and_whom(asked: Asked) -> None:
    for role in ("finance", "operations", "admin"):
        assert {"ask", "question-vendor"} <= set(offers(asked.page(role)))
    page: Any = lxml.html.fromstring(asked.page("finance").text)
    choices = page.xpath("//details[@id='ask-0']//option/@value")
    assert choices == ["", "admin.person@example.com", FAY, "operations.person@example.com"]


def test_the_vendors_answer_is_noted_by_whoever_got_it(asked: Asked) -> None:
    assert do(asked, "operations", "question-vendor", text="Which numbers were dialled?").status_code == 303
    page: Any = lxml.html.fromstring(asked.page("finance").text)
    (question,) = page.xpath("//form[contains(@action, 'note-reply')]//input[@name='question']/@value")
    assert do(asked, "finance", "note-reply", question=question, text="A list is attached.").status_code == 303
    text = words(asked.page("operations"))
    assert "asked the vendor" in text
    assert "The answer, noted by Finance Person, Mon, Dec 7" in text


WRONG = [
    ("finance", "ask", {"to": FAY}, 422, "Write down what you want to know"),
    ("finance", "ask", {"text": "Why?"}, 422, "Choose a colleague"),
    ("finance", "ask", {"to": "finance.person@example.com", "text": "Why?"}, 422, "who holds a role"),
    ("finance", "question-vendor", {}, 422, "Write down what you want to know"),
    ("finance", "note-reply", {"question": "x", "text": "Yes."}, 409, "no such question"),
]


def test_what_is_not_asked_is_said_in_a_sentence(asked: Asked) -> None:
    for role, verb, typed, status, said in WRONG:
        refused = do(asked, role, verb, **typed)
        assert (refused.status_code, verb, said in refused.text) == (status, verb, True)


def test_without_an_address_the_vendor_is_not_offered(asked: Asked) -> None:
    with Session(asked.site.engine) as session:
        session.get_one(Workspace, asked.site.opened.workspace_id).vendor_support = None
        session.commit()
    assert "question-vendor" not in offers(asked.page("finance"))


def test_a_settled_review_needs_no_answer(asked: Asked) -> None:
    path = path_of(asked)
    browser = known(asked, path)
    form = hidden_fields(browser.get(path))
    for role in ("finance", "operations"):
        asked.site.approve(asked.browser(role), role)
    assert "no answer is needed any more" in browser.get(path).text
    late = browser.post(path, data={**form, "answer": ANSWERED})
    assert (late.status_code, ANSWERED in late.text) == (409, True)
    with Session(asked.site.engine) as session:
        assert session.scalars(select(Question.answered_at)).one() is None


def test_the_mail_leads_to_the_page_in_the_thread_of_the_review(asked: Asked) -> None:
    desk = asked.site.desk
    with desk.writers() as session:
        notice = session.scalars(select(Notice).where(Notice.kind == Kind.QUESTION)).one()
        columns = {one.name: getattr(notice, one.name) for one in fields(Claimed) if hasattr(notice, one.name)}
        claimed = Claimed(**{**columns, "lease_until": NOW})
        office = desk.post_office
        (made,) = letters.compose_all(session, [claimed], letters.Desk(office.place, office.domain, NOW, NOW))
    assert made.message
    assert f"{desk.base_url}{path_of(asked)}\n" in made.message.text
    assert made.message.headers["References"].startswith(f"<review-{asked.site.opened.review_id}@")
    assert made.message.headers["X-Countersign-Notice"].startswith(f"question:{asked.site.opened.review_id}:")
