"""The ledger's page: who sees which workspaces, each period with state, reason and next step, and nothing changes."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import lxml.html
import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from notifications.figures import Figures
from tests.factories import NOW, a_workspace
from tests.web.office import ADMIN, END, EVE, FINANCE, OLGA, OPERATIONS, PROBLEM, Office, an_office
from tests.web.site import everything
from tests.workflow.walking import a_period
from web.views.ledger import Row, Section, connection, glance
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod, FailedFetch

BROKEN = {"connection": "broken", "connection_problem": PROBLEM, "last_success_at": NOW.subtract(days=1)}


def lines(page: str) -> list[list[str]]:
    """Read the lines of the ledger: period, state, why, next."""
    found: Any = lxml.html.fromstring(page).xpath("//ol[@class='lines']/li")
    return [[" ".join(cell.text_content().split()) for cell in line] for line in found]


def unheard(office: Office, period_id: Any) -> None:
    """Let a period's source not be heard."""
    office.write(BillingPeriod, period_id, state="awaiting_invoice", answered="broken", asked_at=NOW, fetch_at=NOW)
    with Session(office.site.engine) as session:
        failed = {"workspace_id": office.acme, "period_id": period_id, "state": "broken", "problem": PROBLEM}
        session.add(FailedFetch(asked_at=NOW, request_id="req_1", **failed))
        session.commit()


def test_each_period_stands_there_with_state_reason_and_next_step(office: Office) -> None:
    page = office.browser(FINANCE).get("/ledger")
    assert page.status_code == 200
    newest, older = lines(page.text)
    assert newest == [
        "Nov 1 – 30, 2026",
        "In review",
        "CAL-2026-11 waits for Finance Person (finance) and Operations Person (operations).",
        "Next: The decision is due Tue, Dec 15, 2026, 2:00 PM",
    ]
    assert older == [
        "Oct 1 – 31, 2026",
        "Late",
        "Its day has passed, and two complete answers came without it.",
        "Next: A letter to the vendor is due Mon, Dec 7, 2026, 10:00 AM",
    ]


def test_moments_are_on_the_readers_clock(quick_office: Office) -> None:
    page = quick_office.browser(ADMIN).get("/ledger").text
    assert "New York time" in page
    assert lines(page)[1][3].endswith("Mon, Dec 7, 2026, 4:00 AM")
    assert 'datetime="2026-12-07T09:00:00Z"' in page


@pytest.mark.parametrize("email", [FINANCE, OPERATIONS, ADMIN])
def test_any_role_shows_the_workspace_and_no_other(quick_office: Office, email: str) -> None:
    page = quick_office.browser(email).get("/ledger").text
    assert "Acme EMEA" in page
    assert "Globex" not in page
    assert str(quick_office.elsewhere) not in page


def test_the_setup_file_narrows_who_sees_a_workspace_from_one_look_to_the_next(quick_office: Office) -> None:
    browser = quick_office.browser(OLGA)
    assert "Acme EMEA" not in browser.get("/ledger").text
    quick_office.write(Workspace, quick_office.acme, people={"operations": [OLGA]})
    assert "Acme EMEA" in browser.get("/ledger").text
    quick_office.write(Workspace, quick_office.acme, active=False)
    assert "Acme EMEA" not in browser.get("/ledger").text


def test_without_any_role_there_is_no_ledger(quick_office: Office) -> None:
    browser = quick_office.browser(EVE)
    nothing = browser.get("/nothing")
    for path in ("/ledger", "/files", f"/periods/{quick_office.late}"):
        assert (browser.get(path).status_code, browser.get(path).text) == (404, nothing.text)
    assert 'href="/ledger"' not in browser.get("/").text


def test_the_inbox_leads_to_the_ledger(quick_office: Office) -> None:
    page = quick_office.browser(FINANCE).get("/").text
    assert 'href="/ledger"' in page
    assert 'href="/files"' in page
    assert "CAL-2026-11" in page


def test_what_to_fix_is_told_to_who_can_have_it_fixed(quick_office: Office) -> None:
    quick_office.write(Workspace, quick_office.acme, **BROKEN)
    unheard(quick_office, quick_office.late)
    for email in (FINANCE, ADMIN):
        page = quick_office.browser(email).get("/ledger").text
        assert page.count(PROBLEM) == 2
        assert "Cannot be heard" in page
    seen = quick_office.browser(OPERATIONS).get("/ledger").text
    assert PROBLEM not in seen
    assert "Cannot be heard" in seen
    assert "the source cannot be heard." in lines(seen)[1][2]


@pytest.mark.parametrize(
    ("state", "words", "tone"),
    [
        ("never", "Not asked yet", "plain"),
        ("complete", "Answers completely", "good"),
        ("incomplete", "Does not answer completely", "check"),
        ("broken", "Cannot be heard", "bad"),
    ],
)
def test_a_connection_is_said_in_words(state: str, words: str, tone: str) -> None:
    workspace = Workspace(source="callaro", connection=state, connection_problem=PROBLEM)
    shown = connection(workspace, Figures(), acts=True)
    assert (shown.words, shown.tone, shown.worked) == (words, tone, "never")
    assert shown.problem == (PROBLEM if tone in {"check", "bad"} else "")


def test_files_that_wait_are_counted_as_far_as_they_are_seen(quick_office: Office) -> None:
    quick_office.set_aside()
    quick_office.set_aside(b"spam", may_be_awaited=False)
    quick_office.set_aside(b"other", workspace=quick_office.globex)
    assert "2 files and mails wait" in quick_office.browser(FINANCE).get("/ledger").text
    assert "1 file or mail waits" in quick_office.browser(OPERATIONS).get("/ledger").text


def test_older_periods_are_on_the_next_page(quick_office: Office) -> None:
    with Session(quick_office.site.engine) as session:
        acme = session.get_one(Workspace, quick_office.acme)
        for months in range(2, 20):
            a_period(session, acme, END.subtract(months=months + 1), END.subtract(months=months), state="history")
        session.commit()
    browser = quick_office.browser(FINANCE)
    first, second = (browser.get("/ledger", params={"page": page}).text for page in ("1", "2"))
    assert (len(lines(first)), len(lines(second))) == (14, 6)
    assert "Older periods" in first
    assert "Newer periods" in second
    assert "Older periods" not in second
    assert "more from before the first review" in first


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e9", "99999999999999999999", "\u0661", ""])
def test_a_page_that_is_none_is_the_first(quick_office: Office, page: str) -> None:
    shown = quick_office.browser(FINANCE).get("/ledger", params={"page": page, "part": page})
    assert len(lines(shown.text)) == 2


def test_the_fullest_page_is_light_and_comes_in_parts(quick_office: Office) -> None:
    with Session(quick_office.site.engine) as session:
        for number in range(9):
            workspace = a_workspace(session, f"w-{number}", name="A workspace with rather a long name", **BROKEN)
            for months in range(14):
                start = END.subtract(months=months + 1)
                a_period(session, workspace, start, start.add(months=1), state="late", chase_rung="chase", chase_at=NOW)
        session.commit()
    browser = quick_office.browser(FINANCE)
    first, second = (browser.get("/ledger", params={"part": part}) for part in ("1", "2"))
    assert len(first.content) < 100_000
    assert (len(lines(first.text)), len(lines(second.text))) == (2 + 7 * 14, 2 * 14)
    assert "part 2" in first.text


def test_looking_changes_nothing(quick_office: Office) -> None:
    browsers = [quick_office.browser(email) for email in (FINANCE, OPERATIONS)]
    file = quick_office.set_aside()
    before = everything(quick_office.site.engine)
    paths = ["/ledger", "/files", f"/periods/{quick_office.late}", f"/files/{file}", f"/files/{file}/document"]
    for browser in browsers:
        for path in paths:
            get, head = browser.get(path), browser.head(path)
            assert (get.status_code, head.status_code, head.content) == (200, 200, b"")
    assert everything(quick_office.site.engine) == before


def test_a_stranger_learns_nothing_of_what_is_there(quick_office: Office) -> None:
    browser, file = quick_office.site.browser(), quick_office.set_aside()
    for real, made_up in ((f"/periods/{quick_office.late}", "/periods/"), (f"/files/{file}", "/files/")):
        there, nowhere = browser.get(real), browser.get(f"{made_up}{uuid4()}")
        assert there.status_code == nowhere.status_code == 303
        assert there.text == nowhere.text
    posted = browser.post(f"/periods/{quick_office.late}/waive", data={"reason": "x"})
    assert (posted.status_code, posted.headers["location"]) == (303, f"/sign-in?next=/periods/{quick_office.late}")


def test_the_page_asks_the_database_as_often_for_one_workspace_as_for_seven(engine: Engine) -> None:
    office = an_office(engine)
    browser, counts = office.browser(FINANCE), []
    for more in (0, 6):
        with Session(engine) as session:
            for number in range(more):
                workspace = a_workspace(session, f"w-{number}")
                a_period(session, workspace, END.subtract(months=1), END)
            session.commit()
        statements: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *call, seen=statements: seen.append(call[2]))
        counts.append((len(lines(browser.get("/ledger").text)), len(statements)))
    assert [rows for rows, _ in counts] == [2, 8]
    assert counts[0][1] == counts[1][1]


def a_row(month: tuple[int, int], *, needs: bool = False, history: bool = False) -> Row:
    """Make a row of a month."""
    state = "Late" if needs else "Reviewed"
    return Row("/periods/x", "days", state, "plain", needs, "why", "", None, month, is_history=history)


def a_section(*rows: Row) -> Section:
    """Make a section with these rows."""
    return Section("acme", "Acme", "44", "Berlin time", connection(Workspace(), Figures(), acts=True), rows)


def test_at_a_glance_months_stand_side_by_side_whatever_the_cycle() -> None:
    weekly = a_section(a_row((2026, 11)), a_row((2026, 11), needs=True), a_row((2026, 11)), a_row((2026, 10)))
    seen = glance([weekly, a_section(a_row((2026, 12)))])
    assert seen.months == (("Dec", 2026), ("Nov", 2026), ("Oct", 2026))
    (_, first), (_, second) = seen.workspaces
    november = first[1]
    assert first[0] is None
    assert november is not None
    assert (november.row.state, november.more) == ("Late", 2)
    assert [cell is None for cell in second] == [False, True, True]


@pytest.mark.parametrize(("history", "folded"), [(2, 0), (3, 3), (12, 12)])
def test_much_history_is_folded_away(history: int, folded: int) -> None:
    rows = [a_row((2026, 11)), *(a_row((2025, 1), history=True) for _ in range(history))]
    section = a_section(*rows)
    assert (len(section.folded), len(section.unfolded)) == (folded, len(rows) - folded)
    assert replace(section, rows=section.rows[1:]).folded == ()
