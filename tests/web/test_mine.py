"""What is asked of me: the inbox and the API."""

from uuid import uuid4

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from tests.factories import an_open_review
from tests.web.site import Site, make_site


def test_a_stranger_is_told_how_to_get_in(site: Site) -> None:
    page = site.browser().get("/")
    assert page.status_code == 200
    assert "open a link from one of our mails" in page.text


def test_the_inbox_lists_what_is_asked_of_me_with_a_link_to_act(site: Site) -> None:
    page = site.known("finance").get("/").text
    assert "CAL-2026-11" in page
    assert f'href="{site.page("finance")}"' in page
    assert site.page("operations") not in page
    assert "1 to check" in page


def test_what_i_answered_is_gone_from_the_inbox(site: Site) -> None:
    browser = site.known("finance")
    site.approve(browser, "finance")
    assert "Nothing is asked of you" in browser.get("/").text


def test_what_is_too_late_says_so(site: Site) -> None:
    browser = site.known("finance")
    site.clock.now = site.clock.now.add(days=30)
    assert "Was to be decided by" in browser.get("/").text


def test_the_api_gives_a_stranger_nothing(site: Site) -> None:
    for path in ("/api/v1/assignments", f"/api/v1/reviews/{site.opened.review_id}"):
        answer = site.browser().get(path)
        assert answer.status_code == 401
        assert "detail" in answer.json()


def test_the_api_lists_my_review_tasks(site: Site) -> None:
    assert site.known("finance").get("/api/v1/assignments").json() == [
        {
            "id": str(site.opened.seats["finance"]),
            "review": str(site.opened.review_id),
            "workspace": "acme",
            "role": "finance",
            "numbers": ["CAL-2026-11"],
            "total": "4877.81",
            "currency": "EUR",
            "decide_by": "2026-12-15T13:00:00Z",
            "payment_deadline": "2026-12-18T13:00:00Z",
            "url": f"http://countersign.example{site.page('finance')}",
        }
    ]


def test_the_api_explains_a_review_that_i_am_asked_about(site: Site) -> None:
    explained = site.known("finance").get(f"/api/v1/reviews/{site.opened.review_id}").json()
    assert explained["review"] == str(site.opened.review_id)
    assert explained["decide_by"] == "2026-12-15T13:00:00Z"
    assert [rung["rung"] for rung in explained["rungs"]] == ["reminder", "warning", "escalation", "final_call"]
    assert explained["findings"][0]["rule"] == "total_changed"


def test_a_review_that_i_am_not_asked_about_is_not_found(engine: Engine) -> None:
    with Session(engine) as session:
        opened = an_open_review(session, roles=("finance", "operations"))
        others = an_open_review(session, key="other", domain="other.example", roles=("finance",))
    site = make_site(engine, opened)
    browser = site.known("finance")
    assert browser.get(f"/api/v1/reviews/{others.review_id}").status_code == 404
    assert browser.get(f"/api/v1/reviews/{uuid4()}").status_code == 404


def test_the_api_lists_only_itself_and_never_decides(site: Site) -> None:
    listed = site.browser().get("/api/openapi.json").json()["paths"]
    assert set(listed) == {"/api/v1/assignments", "/api/v1/reviews/{review_id}"}
    assert {method for path in listed.values() for method in path} == {"get"}
    assert site.browser().get("/docs").status_code == 404
    assert site.known("finance").post("/api/v1/assignments").status_code == 405


def test_the_inbox_asks_the_database_as_often_for_one_review_as_for_three(engine: Engine) -> None:
    counts = []
    with Session(engine) as session:
        site = make_site(engine, an_open_review(session))
    browser = site.known("finance")
    for more in (0, 2):
        with Session(engine) as session:
            for n in range(more):
                an_open_review(session, key=f"more-{n}", people=site.opened.people)
        statements: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *call, seen=statements: seen.append(call[2]))
        page = browser.get("/").text
        counts.append((page.count('href="/act/'), len(statements)))
    assert [links for links, _ in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]
