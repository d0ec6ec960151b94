"""The admins' pages: what wants them, the most urgent first, and only of the workspaces that they administer."""

import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy.orm import Session

from notifications.links import escalated_url
from tests.factories import NOW
from tests.web.admins import a_clean_review, counted, escalate
from tests.web.office import ADMIN, EVE, FINANCE, OLGA, OPERATIONS, PROBLEM, Office
from tests.web.site import everything
from workflow.base import new_id
from workflow.notices.notice import Notice
from workflow.people.absence import Absence
from workflow.people.workspace import Workspace
from workflow.reviews.review import Assignment, Review
from workflow.setup.applied import SourceSetting

PAGES = ("/escalated", "/setup")


@pytest.mark.parametrize("path", PAGES)
def test_only_admins_get_there(quick_office: Office, path: str) -> None:
    nothing = quick_office.browser(ADMIN).get("/nothing").text
    for email in (FINANCE, OPERATIONS, EVE):
        page = quick_office.browser(email).get(path)
        assert (page.status_code, page.text) == (404, nothing)
        assert f'href="{path}"' not in quick_office.browser(email).get("/").text
    stranger = quick_office.site.browser().get(path)
    assert (stranger.status_code, stranger.headers["location"]) == (303, f"/sign-in?next={path}")
    assert f'href="{path}"' in quick_office.browser(ADMIN).get("/").text


@pytest.mark.parametrize("path", PAGES)
def test_another_workspaces_admin_sees_nothing_of_this_one(quick_office: Office, path: str) -> None:
    escalate(quick_office, quick_office.site.opened)
    page = quick_office.browser(OLGA).get(path)
    assert page.status_code == 200
    for secret in ("Acme", "CAL-2026-11", "Finance Person"):
        assert secret not in page.text


def test_the_most_urgent_stands_first_with_what_it_takes_to_settle_it(office: Office) -> None:
    disputed, unstaffed, fine = (a_clean_review(office, number) for number in ("NEAT-1", "NEAT-2", "NEAT-3"))
    office.write(Review, disputed.review_id, state="disputed")
    office.write(Assignment, unstaffed.seats["operations"], person_id=None)
    overdue = a_clean_review(office, "NEAT-4")
    office.write(Review, overdue.review_id, decide_by=NOW.subtract(hours=1))
    escalate(office, office.site.opened)
    browser = office.browser(ADMIN)
    before = everything(office.site.engine)
    page = browser.get("/escalated").text
    places = [page.index(number) for number in ("NEAT-4", "CAL-2026-11<", "NEAT-1", "NEAT-2")]
    assert places == sorted(places)
    assert "NEAT-3" not in page
    assert fine.review_id
    assert page.count("Settle it") == 1
    assert "The total rose by 1,428.00" in page
    assert "Nobody could be found" in page
    assert "It goes to an admin on Fri, Dec 11, 2026" in page
    assert everything(office.site.engine) == before
    assert "4 reviews wait" in office.browser(ADMIN).get("/").text
    assert "wait</strong>" not in office.browser(FINANCE).get("/").text


def test_it_says_why_somebody_does_not_answer(quick_office: Office) -> None:
    escalate(quick_office, quick_office.site.opened)
    days = {"first_on": datetime.date(2026, 12, 1), "last_on": datetime.date(2026, 12, 18)}
    with Session(quick_office.site.engine) as session:
        person = quick_office.site.opened.people["operations"]
        session.add(Absence(id=new_id(), person_id=person, why="holiday", noted_at=NOW, **days))
        session.commit()
    quick_office.write(Assignment, quick_office.site.opened.seats["finance"], snoozed_until=NOW.add(days=1))
    page = quick_office.browser(ADMIN).get("/escalated").text
    assert "is away until" in page
    assert "reminders put off until Tue, Dec 8, 2026" in page
    assert "Dec 1 – 18, 2026" in " ".join(quick_office.browser(ADMIN).get("/setup").text.split())


def test_what_keeps_mails_from_going_is_listed(quick_office: Office) -> None:
    quick_office.write(Workspace, quick_office.acme, connection="broken", connection_problem=PROBLEM)
    with Session(quick_office.site.engine) as session:
        for kind, workspace in (
            ("rung", quick_office.acme),
            ("code", quick_office.acme),
            ("rung", quick_office.globex),
        ):
            about = new_id()
            key, words = f"{kind}:{about}:escalation:-", f"550 no such mailbox at {kind} {workspace}"
            values = {"kind": kind, "part": "escalation", "state": "failed", "problem": words, "data": {}}
            times = {"posted_at": NOW, "next_try_at": NOW, "address": "somebody@example.com"}
            session.add(Notice(id=new_id(), workspace_id=workspace, key=key, about=about, **values, **times))
        session.commit()
    page = quick_office.browser(ADMIN).get("/escalated").text
    assert PROBLEM in page
    assert page.count("550 no such mailbox") == 1
    assert f"550 no such mailbox at rung {quick_office.acme}" in page


def test_the_page_asks_the_database_as_often_for_one_review_as_for_four(office: Office) -> None:
    escalate(office, office.site.opened)
    browser, counts = office.browser(ADMIN), []
    for more in ((), ("NEAT-1", "NEAT-2", "NEAT-3")):
        for number in more:
            escalate(office, a_clean_review(office, number))
        with counted(office.site.engine) as statements:
            assert browser.get("/escalated").text.count("Settle it") == len(more) + 1
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_letter_leads_to_its_review_at_the_top_whatever_waits_besides(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr("web.pages.escalated.AT_ONCE", 1)
    last = a_clean_review(office, "NEAT-1")
    office.write(Review, last.review_id, state="disputed")
    escalate(office, office.site.opened)
    address = escalated_url("", last.review_id)
    stranger = office.site.browser().get(address)
    assert parse_qs(urlsplit(stranger.headers["location"]).query) == {"next": [address]}
    browser = office.browser(ADMIN)
    led = browser.get("/sign-in", params={"next": address})
    page = browser.get(led.headers["location"]).text
    assert "NEAT-1" in page
    assert "CAL-2026-11<" not in page
    assert "CAL-2026-11<" in browser.get(f"{address}&page=2").text
    assert f'href="{address}&amp;page=2"' in page
    plain = browser.get("/escalated").text
    for unknown in (new_id(), office.acme, "x", ""):
        assert browser.get(f"/escalated?review={unknown}").text == plain


def test_the_setup_shows_variables_but_no_secrets_and_where_policy_was_decided(quick_office: Office) -> None:
    settings = {"base_url": "https://api.vendor.example", "api_key_env": "ACME_KEY", "password": "hunter2"}
    with Session(quick_office.site.engine) as session:
        session.add(SourceSetting(name="callaro", kind="callaro", settings=settings))
        session.commit()
    page = quick_office.browser(ADMIN).get("/setup").text
    assert "https://api.vendor.example" in page
    assert "ACME_KEY" in page
    assert "hunter2" not in page
    assert "A new mailed code for each decision above" in page
    assert "Where nothing stands beside a value, it is the default" in page
    assert "<form" not in page.split("</header>")[1]
