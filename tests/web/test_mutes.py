"""The page of muted checks: who sees which, who may mute and end, and that nothing typed is lost."""

from typing import Any
from uuid import UUID, uuid4

import lxml.html
import pytest
from httpx import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW
from tests.web.office import ADMIN, EVE, FINANCE, OLGA, OPERATIONS, Office, form_at
from tests.web.site import everything
from workflow.findings.mute import Mute
from workflow.findings.muting import ADMINS_ONLY, SEAT_STAYS
from workflow.findings.rules.registry import RULES

WHY = "Rounding at the vendor, agreed."
FILLED = {"rule": "sums", "why": WHY, "until": "2026-12-31"}


def words(page: Response) -> str:
    """Give the text of a page on one line."""
    document: Any = lxml.html.fromstring(page.text)
    return " ".join(document.xpath("//main")[0].text_content().split())


def send(office: Office, email: str = FINANCE, **fields: str) -> Response:
    """Fill the form in and send it."""
    browser = office.browser(email)
    standing = form_at(browser.get("/mutes"), "/mutes")
    return browser.post("/mutes", data={**standing, "workspace": str(office.acme), **FILLED, **fields})


def muted(office: Office) -> Mute:
    """Read the only mute."""
    with Session(office.site.engine) as session:
        return session.scalars(select(Mute)).one()


def end(office: Office, email: str = FINANCE) -> Response:
    """End the only mute by its button."""
    browser, path = office.browser(email), f"/mutes/{muted(office).id}/end"
    return browser.post(path, data=form_at(browser.get("/mutes"), path))


def test_a_check_is_muted_and_shown_to_everybody_of_the_workspace(office: Office) -> None:
    done = send(office)
    assert (done.status_code, done.headers["location"]) == (303, "/mutes")
    told = words(office.browser(OPERATIONS).get("/mutes"))
    assert f"Sums Acme EMEA {WHY} Finance Person, Mon, Dec 7, 2026, 10:00 AM Berlin time until Dec 31, 2026" in told
    assert "No check is muted." in words(office.browser(OLGA).get("/mutes"))
    assert "1 check is muted" in words(office.browser(OPERATIONS).get("/ledger"))
    assert "muted" not in words(office.browser(OLGA).get("/ledger"))


def test_a_mute_is_ended_early_and_stays_in_the_list(office: Office) -> None:
    send(office)
    assert end(office, ADMIN).status_code == 303
    told = words(office.browser(FINANCE).get("/mutes"))
    assert "No check is muted." in told
    assert "Over Sums Acme EMEA" in told
    assert "Ended by Ada Adeyemi, Mon, Dec 7, 2026, 10:00 AM Berlin time" in told


def test_one_that_ran_out_is_over(quick_office: Office) -> None:
    send(quick_office)
    quick_office.site.clock.now = NOW.add(months=1)
    page = quick_office.browser(FINANCE).get("/mutes")
    assert "Over Sums" in words(page)
    assert form_at(page, "/end") == {}


def test_what_was_ended_meanwhile_is_a_conflict(quick_office: Office) -> None:
    send(quick_office)
    browser, path = quick_office.browser(FINANCE), f"/mutes/{muted(quick_office).id}/end"
    form = form_at(browser.get("/mutes"), path)
    assert browser.post(path, data=form).status_code == 303
    again = browser.post(path, data=form)
    assert again.status_code == 409
    assert "This check is not muted any more." in again.text


def test_every_check_can_be_chosen(quick_office: Office) -> None:
    page: Any = lxml.html.fromstring(quick_office.browser(FINANCE).get("/mutes").text)
    assert set(page.xpath("//select[@name='rule']/option/@value")) == {"", *(rule.name for rule in RULES)}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("workspace", "", "Choose the workspace."),
        ("rule", "", "Choose the check to mute."),
        ("rule", "moon", "Choose the check to mute."),
        ("why", "  ", "Say why it is not to be asked about"),
        ("until", "", "Give a last day after today and up to 2027-12-08."),
        ("until", "soon", "Give a last day after today"),
        ("until", "2026-12-07", "Give a last day after today"),
        ("until", "2027-12-09", "Give a last day after today"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_typed_is_lost(
    quick_office: Office, field: str, value: str, said: str
) -> None:
    before = everything(quick_office.site.engine)
    refused = send(quick_office, **{field: value})
    assert refused.status_code == 422
    assert said in refused.text
    page: Any = lxml.html.fromstring(refused.text)
    kept = {
        "workspace": page.xpath("//select[@name='workspace']/option[@selected]/@value"),
        "rule": page.xpath("//select[@name='rule']/option[@selected]/@value"),
        "why": [page.xpath("//textarea[@name='why']")[0].text.strip()],
        "until": page.xpath("//input[@name='until']/@value"),
    }
    expected = {"workspace": str(quick_office.acme), **FILLED}
    assert all(kept[name] == [typed] for name, typed in expected.items() if name != field)
    assert page.xpath(f"//*[@name='{field}']/@aria-invalid") == ["true"]
    after = everything(quick_office.site.engine)
    assert {name for name in after if after[name] != before[name]} <= {"devices"}


def test_finance_alone_does_not_silence_what_may_be_a_fraud(quick_office: Office) -> None:
    for rule in sorted(ADMINS_ONLY & {one.name for one in RULES}):
        refused = send(quick_office, rule=rule)
        assert refused.status_code == 422
        assert "Only an admin of Acme EMEA can mute this check." in refused.text
        assert send(quick_office, ADMIN, rule=rule).status_code == 303
    assert SEAT_STAYS in quick_office.browser(FINANCE).get("/mutes").text


def test_operations_looks_and_does_not_act(quick_office: Office) -> None:
    send(quick_office)
    browser = quick_office.browser(OPERATIONS)
    page = browser.get("/mutes")
    assert form_at(page, "/mutes") == form_at(page, "/end") == {}
    for path in ("/mutes", f"/mutes/{muted(quick_office).id}/end"):
        posted = browser.post(path, data={"workspace": str(quick_office.acme), **FILLED})
        assert (posted.status_code, posted.text) == (404, browser.get("/nothing").text)


def test_what_is_elsewhere_or_nowhere_is_the_one_404(quick_office: Office) -> None:
    send(quick_office)
    olga = quick_office.browser(OLGA)
    nothing, form = olga.get("/nothing").text, form_at(olga.get("/mutes"), "/mutes")
    before = everything(quick_office.site.engine)
    for workspace in (str(quick_office.acme), str(uuid4()), "x"):
        sent = olga.post("/mutes", data={**form, **FILLED, "workspace": workspace})
        assert (sent.status_code, sent.text) == (404, nothing)
    for mute_id in (muted(quick_office).id, UUID(int=0), "x"):
        sent = olga.post(f"/mutes/{mute_id}/end", data=form)
        assert (sent.status_code, sent.text) == (404, nothing)
    assert everything(quick_office.site.engine) == before


def test_a_stranger_is_asked_to_sign_in_and_who_holds_no_role_sees_nothing(quick_office: Office) -> None:
    stranger = quick_office.site.browser()
    assert stranger.get("/mutes").headers["location"] == "/sign-in?next=/mutes"
    assert stranger.post("/mutes", data=FILLED).headers["location"] == "/sign-in?next=/mutes"
    assert quick_office.browser(EVE).get("/mutes").status_code == 404


@pytest.mark.parametrize("csrf", ["", "x", "\x00"])
def test_only_the_own_form_counts_and_keeps_what_was_typed(quick_office: Office, csrf: str) -> None:
    refused = send(quick_office, csrf=csrf)
    assert refused.status_code == 403
    assert "Nothing was changed" in refused.text
    assert WHY in refused.text
    assert everything(quick_office.site.engine)["mutes"] == []


def test_the_key_of_another_mute_or_form_does_not_end_it(quick_office: Office) -> None:
    send(quick_office)
    browser = quick_office.browser(FINANCE)
    form = form_at(browser.get("/mutes"), "/mutes")
    assert browser.post(f"/mutes/{muted(quick_office).id}/end", data=form).status_code == 403
    assert muted(quick_office).ended_at is None


def test_what_was_typed_runs_nowhere(quick_office: Office) -> None:
    send(quick_office, why="<script>alert(1)</script>\u202e{{ 7*7 }}")
    page = quick_office.browser(FINANCE).get("/mutes").text
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page
