"""What each request to an action link is answered with."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from notifications.links import sign
from tests.factories import a_document, a_policy, an_open_review
from tests.web.site import KEYS, Site, everything, hidden_fields, make_site, ticks
from workflow.decisions.decision import Decision
from workflow.findings.finding import Finding
from workflow.people.person import Person, RoleHolder
from workflow.people.workspace import Workspace
from workflow.reviews.casefile import Link
from workflow.reviews.review import AccessLink, Review

HOSTILE = [
    "x", "A" * 43, "A" * 5000, "../../etc/passwd", "%2e%2e%2fetc", "%00", "a%0d%0aSet-Cookie:x", "<script>",
    "é" * 43, "'; DROP TABLE people;--", "{{7*7}}", "AAAA=AAAA",
]  # fmt: skip


def test_a_link_shows_a_stranger_only_how_to_get_a_code(site: Site) -> None:
    page = site.browser().get(site.page("finance"))

    assert page.status_code == 200
    assert f'action="{site.page("finance")}/code"' in page.text
    for told in ("CAL-2026-11", "Callaro", "4,877", "Acme", "Finance Person", "finance.person@example.com"):
        assert told not in page.text
    assert "f…@e….com" in page.text


@pytest.mark.parametrize("token", HOSTILE)
def test_what_was_never_issued_is_not_found_and_always_looks_the_same(quick_site: Site, token: str) -> None:
    browser = quick_site.browser()
    usual = browser.get(f"/act/{'B' * 43}")

    for path in (f"/act/{token}", f"/act/{token}/document"):
        answer = browser.get(path)
        assert (answer.status_code, answer.content) == (404, usual.content)
    for action in ("", "/code", "/verify"):
        answer = browser.post(f"/act/{token}{action}")
        assert (answer.status_code, answer.content) == (404, usual.content)


def test_a_link_altered_in_any_place_is_not_found(site: Site) -> None:
    browser, page = site.known("finance"), site.page("finance")
    head, token = page[: len("/act/")], page[len("/act/") :]

    for place, letter in enumerate(token):
        other = "A" if letter != "A" else "B"
        altered = head + token[:place] + other + token[place + 1 :]
        assert browser.get(altered).status_code == 404


def test_a_link_signed_with_a_key_that_is_not_ours_is_not_found(site: Site) -> None:
    token = sign(site.opened.links["finance"], (b"somebody else's key",))
    assert site.browser().get(f"/act/{token}").status_code == 404


def test_a_link_signed_with_an_older_key_still_opens(site: Site) -> None:
    token = sign(site.opened.links["finance"], KEYS[1:])
    assert site.browser().get(f"/act/{token}").status_code == 200


@pytest.mark.parametrize("change", ["generation", "person", "workspace"])
def test_a_link_that_was_revoked_is_not_found(site: Site, change: str) -> None:
    browser = site.known("finance")
    with Session(site.engine) as session:
        if change == "generation":
            session.execute(update(AccessLink).values(generation=2))
        else:
            session.execute(update(Person if change == "person" else Workspace).values(active=False))
        session.commit()

    assert browser.get(site.page("finance")).status_code == 404
    assert browser.post(site.page("finance")).status_code == 404


def test_the_person_sees_what_is_asked(site: Site) -> None:
    page = site.known("finance").get(site.page("finance"))

    assert page.status_code == 200
    for shown in ("CAL-2026-11", "€4,877.81", "Nov 1", "Voice minutes, outbound", "+€1,200.00", "The total rose by"):
        assert shown in page.text
    for shown in ("IE29 AIBK 9311 5212 3456 78", "CAL-2026-10", "Operations Person", "Not answered yet", "Berlin time"):
        assert shown in page.text
    questions = [page.text.index(asked) for asked in ("What period", "What drives", "Is the account in good standing")]
    assert questions == sorted(questions)
    assert len(page.content) < 100_000


def test_nothing_is_chosen_or_ticked_beforehand_and_nothing_needs_a_script(site: Site) -> None:
    page = site.known("finance").get(site.page("finance")).text

    assert page.count('type="radio"') == 2
    assert page.count('type="checkbox"') == len(ticks("finance"))
    assert "checked" not in page
    assert "<script" not in page


def test_looking_changes_nothing(site: Site) -> None:
    stranger, person = site.browser(), site.known("finance")
    before = everything(site.engine)

    for browser in (stranger, person):
        for path in ("", "/document", "?sent=1"):
            assert browser.get(site.page("finance") + path).status_code in {200, 403}
            assert browser.head(site.page("finance") + path).content == b""
        for path in ("/", "/healthz", "/readyz", "/metrics", "/api/v1/assignments"):
            browser.get(path)
            browser.head(path)

    assert everything(site.engine) == before


def test_an_approval_is_recorded_and_leads_back_to_the_page(site: Site) -> None:
    browser = site.known("finance")

    done = site.approve(browser, "finance")

    assert (done.status_code, done.headers["location"]) == (303, site.page("finance"))
    page = browser.get(site.page("finance"))
    assert "Finance Person approved this on" in page.text
    assert 'name="answer"' not in page.text
    with Session(site.engine) as session:
        decision = session.scalars(select(Decision)).one()
        assert (decision.answer, decision.known_by, decision.attested) == ("approve", "code", ticks("finance"))


def test_once_settled_the_page_says_by_whom_and_when(site: Site) -> None:
    finance, operations = site.known("finance"), site.known("operations")
    assert site.approve(finance, "finance").status_code == 303
    assert site.approve(operations, "operations").status_code == 303

    page = finance.get(site.page("finance")).text

    assert "settled: approved" in page
    assert "Finance Person approved this on Mon, Dec 7, 2026" in page
    assert "Operations Person approved this on Mon, Dec 7, 2026" in page


def test_a_flag_is_recorded_with_its_reason(site: Site) -> None:
    browser = site.known("operations")

    assert site.answer(browser, "operations", answer="flag", reason="Too many <b>minutes</b>").status_code == 303
    assert "Too many &lt;b&gt;minutes&lt;/b&gt;" in browser.get(site.page("operations")).text


def test_a_stranger_cannot_answer_even_with_the_form_of_the_person(site: Site) -> None:
    form = site.form(site.known("finance"), "finance")

    answer = site.approve(site.browser(), "finance", form)

    assert answer.status_code == 403
    assert "CAL-2026-11" not in answer.text
    assert decisions(site) == 0


def test_a_forwarded_link_shows_a_colleague_nothing(site: Site) -> None:
    colleague = site.known("operations")

    assert "CAL-2026-11" not in colleague.get(site.page("finance")).text
    assert site.approve(colleague, "finance", site.form(colleague, "operations")).status_code == 403
    assert decisions(site) == 0


@pytest.mark.parametrize("csrf", ["", "0" * 64, "é"])
def test_a_form_that_another_site_made_is_refused(site: Site, csrf: str) -> None:
    browser = site.known("finance")

    assert site.approve(browser, "finance", {**site.form(browser, "finance"), "csrf": csrf}).status_code == 403
    assert decisions(site) == 0


def test_the_form_of_another_browser_of_the_same_person_is_refused(site: Site) -> None:
    form = site.form(site.known("finance"), "finance")
    assert site.approve(site.known("finance"), "finance", form).status_code == 403


def test_an_answer_without_all_statements_is_incomplete_and_keeps_what_was_typed(site: Site) -> None:
    browser = site.known("finance")

    page = site.answer(browser, "finance", answer="approve", attest=ticks("finance")[:1], reason="Looks <fine>")

    assert page.status_code == 422
    assert "I can explain the major components" in page.text
    assert "Looks &lt;fine&gt;</textarea>" in page.text
    assert 'value="approve" checked' in page.text
    assert f'value="{ticks("finance")[0]}" checked' in page.text
    assert page.text.count(" checked") == 2
    assert decisions(site) == 0


@pytest.mark.parametrize("fields", [{}, {"answer": "flag"}, {"answer": "flag", "reason": "  "}, {"answer": "reject"}])
def test_an_answer_that_lacks_something_is_incomplete(site: Site, fields: dict[str, Any]) -> None:
    assert site.answer(site.known("finance"), "finance", **fields).status_code == 422
    assert decisions(site) == 0


def test_what_changed_meanwhile_is_shown_and_the_answer_is_not_taken(site: Site) -> None:
    browser = site.known("finance")
    form = site.form(browser, "finance")
    with Session(site.engine) as session:
        session.execute(update(Finding).values(why="The total rose by half."))
        session.commit()

    page = site.answer(browser, "finance", form, answer="flag", reason="Why so much?")

    assert page.status_code == 409
    assert "<del>The total rose by 1,428.00 EUR" in page.text
    assert "<ins>The total rose by half.</ins>" in page.text
    assert "Why so much?</textarea>" in page.text
    assert hidden_fields(page)["revision"] != form["revision"]
    assert decisions(site) == 0


def test_a_second_answer_on_the_same_seat_is_a_conflict(site: Site) -> None:
    browser = site.known("finance")
    form = site.form(browser, "finance")
    site.approve(browser, "finance", form)

    again = site.answer(browser, "finance", form, answer="flag", reason="On second thoughts")

    assert again.status_code == 409
    assert "Finance Person approved this" in again.text
    assert decisions(site) == 1


def test_an_answer_to_a_withdrawn_review_is_a_conflict(site: Site) -> None:
    browser = site.known("finance")
    form = site.form(browser, "finance")
    with Session(site.engine) as session:
        session.execute(update(Review).values(state="withdrawn", settled_at=site.clock.now))
        session.commit()

    assert site.approve(browser, "finance", form).status_code == 409
    assert "withdrawn" in browser.get(site.page("finance")).text


def test_who_lost_the_role_is_refused(site: Site) -> None:
    browser = site.known("finance")
    form = site.form(browser, "finance")
    with Session(site.engine) as session:
        for holder in session.scalars(select(RoleHolder).where(RoleHolder.role == "finance")):
            session.delete(holder)
        session.commit()

    assert site.approve(browser, "finance", form).status_code == 403
    assert decisions(site) == 0
    page = browser.get(site.page("finance"))
    assert (page.status_code, "CAL-2026-11" in page.text) == (200, False)
    assert "You no longer review for" in page.text
    assert [browser.get(site.page("finance") + path).status_code for path in ("/document", "/lines")] == [404, 404]
    assert site.browser().get(site.page("finance")).status_code == 200  # the form that sends a code, as ever


def test_two_clicks_at_once_make_one_decision(site: Site) -> None:
    browsers = [site.known("finance"), site.known("finance")]
    forms = [site.form(browser, "finance") for browser in browsers]

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda n: site.approve(browsers[n], "finance", forms[n]).status_code, (0, 1)))

    assert sorted(answers) == [303, 409]
    assert decisions(site) == 1


def test_two_people_at_once_settle_the_review(site: Site) -> None:
    browsers = {role: site.known(role) for role in ("finance", "operations")}

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda role: site.approve(browsers[role], role).status_code, browsers))

    assert answers == [303, 303]
    with Session(site.engine) as session:
        assert session.scalars(select(Review.state)).one() == "approved"


def test_the_admin_settles(engine: Engine) -> None:
    with Session(engine) as session:
        opened = an_open_review(session, roles=("finance", "operations", "admin"))
    site = make_site(engine, opened)
    browser = site.known("admin")

    page = browser.get(site.page("admin")).text
    assert 'value="reject"' in page
    assert 'value="flag"' not in page
    assert site.answer(browser, "admin", answer="reject", reason="Not ours").status_code == 303
    assert "rejected" in browser.get(site.page("admin")).text


def test_an_admin_does_not_approve_a_changed_account_alone(engine: Engine) -> None:
    with Session(engine) as session:
        opened = an_open_review(session, roles=("finance", "operations", "admin"))
        told = {"rule": "payee_changed", "severity": "severe", "inputs": {}, "why": "Another account."}
        session.add(Finding(workspace_id=opened.workspace_id, revision_id=opened.revision_id, **told))
        session.commit()
    site = make_site(engine, opened)
    browser = site.known("admin")

    assert "so somebody of finance has to approve as well" in browser.get(site.page("admin")).text
    refused = site.approve(browser, "admin")
    assert refused.status_code == 422
    assert "nobody approves alone" in refused.text
    assert site.approve(site.known("finance"), "finance").status_code == 303
    assert site.approve(browser, "admin").status_code == 303


@pytest.mark.parametrize(("document", "limit"), [(a_document(voice="20000.00"), "10000.00"), (a_document(), "4877.80")])
def test_above_the_limit_a_new_code_is_asked_for_each_answer(engine: Engine, document: object, limit: str) -> None:
    with Session(engine) as session:
        opened = an_open_review(session, document, policy=a_policy(fresh_code_above=limit))  # type: ignore[arg-type]
    site = make_site(engine, opened)
    browser = site.known("finance")
    form = site.form(browser, "finance")
    site.clock.wall = site.clock.wall.add(minutes=31)

    page = browser.get(site.page("finance"))
    assert "CAL-2026-11" in page.text
    assert 'name="answer"' not in page.text
    stale = site.answer(browser, "finance", form, answer="flag", reason="Why so much?")
    assert stale.status_code == 403
    assert "Why so much?" in stale.text
    assert decisions(site) == 0

    site.enter_code(browser, "finance")
    assert site.approve(browser, "finance").status_code == 303


def test_at_the_limit_the_browser_is_enough(engine: Engine) -> None:
    with Session(engine) as session:
        opened = an_open_review(session, policy=a_policy(fresh_code_above="4877.81"))
    site = make_site(engine, opened)
    browser = site.known("finance")
    site.clock.wall = site.clock.wall.add(days=29)

    assert site.approve(browser, "finance").status_code == 303
    with Session(engine) as session:
        assert session.scalars(select(Decision.known_by)).one() == "cookie"


def decisions(site: Site) -> int:
    """Count the decisions."""
    with Session(site.engine) as session:
        return session.scalars(select(func.count()).select_from(Decision)).one()


def test_a_link_that_names_nobody_here_is_not_found(site: Site) -> None:
    link = site.opened.links["finance"]
    swapped = Link(link.id, link.assignment_id, site.opened.people["operations"], link.generation)
    assert site.browser().get(f"/act/{sign(swapped, KEYS)}").status_code == 404


def test_what_is_missing_leads_to_its_field(quick_site: Site) -> None:
    browser = quick_site.known("finance")
    nothing = quick_site.answer(browser, "finance")
    assert '<a href="#answer-approve">Choose one of the answers.</a>' in nothing.text
    unticked = quick_site.answer(browser, "finance", answer="approve", attest=ticks("finance")[1:])
    assert unticked.text.count('aria-invalid="true"') == 1
    assert f'<a href="#attest-{ticks("finance")[0]}">Tick it if it is so: The billing period' in unticked.text
    unreasoned = quick_site.answer(browser, "finance", answer="flag")
    assert '<a href="#reason">Give the reason.</a>' in unreasoned.text
    assert '<textarea id="reason" name="reason" aria-invalid="true"' in unreasoned.text
