"""The inbox in groups, what was decided, and the search."""

from decimal import Decimal
from typing import Any

import lxml.html
import pytest
from httpx import Client

from tests.factories import NOW
from tests.web.admins import a_clean_review, counted
from tests.web.office import EVE, FINANCE, OLGA, OPERATIONS, Office
from tests.web.site import everything
from web.pages.wanted import Times, amounts_of, month_of, times_of
from web.views.tasks import LATER, OVERDUE, THIS_WEEK, TODAY, group_of
from workflow.people.workspace import Workspace
from workflow.reviews.review import Review

MOST_BYTES = 100_000


def found(browser: Client, words: str) -> list[str]:
    """Search, and give the numbers that come."""
    page: Any = lxml.html.fromstring(browser.get("/search", params={"q": words}).text)
    return [one.text_content() for one in page.xpath("//strong/bdi[@class='num']")]


@pytest.mark.parametrize(
    ("hours", "group"),
    [(-1, OVERDUE), (0, OVERDUE), (1, TODAY), (20, THIS_WEEK), (24 * 6, THIS_WEEK), (24 * 7, LATER)],
)
def test_a_deadline_is_near_as_the_readers_clock_says(hours: int, group: str) -> None:
    assert group_of(NOW.add(hours=hours), NOW, "Europe/Berlin") == group  # a Monday


def test_today_is_the_readers() -> None:
    late = NOW.set(hour=23)
    assert group_of(late.add(minutes=90), late, "UTC") == THIS_WEEK
    assert group_of(late.add(minutes=90), late, "America/New_York") == TODAY


def test_the_inbox_says_what_it_takes_to_choose(quick_office: Office) -> None:
    overdue = a_clean_review(quick_office, "NEAT-1")
    quick_office.write(Review, overdue.review_id, decide_by=NOW.subtract(hours=1))
    page = " ".join(quick_office.browser(FINANCE).get("/").text.split())
    assert page.index(">Overdue <") < page.index("NEAT-1") < page.index(">Later <") < page.index("CAL-2026-11")
    for words in ("Callaro Inc.", "Acme EMEA", "Nov 1 – 30, 2026", "€4,877.81", "+€1,428.00 (+41.4 %)", "1 to check"):
        assert words in page
    assert "The total rose by 1,428.00" in page


def test_a_thousand_tasks_come_in_light_pages_and_few_statements(quick_office: Office) -> None:
    browser = quick_office.browser(FINANCE)
    with counted(quick_office.site.engine) as few:
        browser.get("/")
    for number in range(41):
        a_clean_review(quick_office, f"NEAT-{number:04d}")
    with counted(quick_office.site.engine) as many:
        page = browser.get("/")
    assert len(few) == len(many)
    assert page.text.count('href="/act/') == 40
    assert "Page 1 of 2" in page.text
    assert len(page.content) < MOST_BYTES
    assert browser.get("/", params={"page": "2"}).text.count('href="/act/') == 2
    assert "Nothing is asked of you on this page" in browser.get("/", params={"page": "9"}).text


def test_what_i_decided_is_listed_with_what_i_said_and_how_it_ended(quick_office: Office) -> None:
    browser = quick_office.site.known("operations")
    quick_office.site.answer(browser, "operations", answer="flag", reason="Twice the minutes.")
    page = browser.get("/decided").text
    assert "You flagged" in page
    assert "“Twice the minutes.”" in page
    assert "Disputed" in page
    assert "1 decided" in page
    assert "You have decided nothing yet" in quick_office.browser(FINANCE).get("/decided").text
    quick_office.write(Workspace, quick_office.acme, people={"operations": [OLGA]})
    assert browser.get("/decided").status_code == 404


def test_search_finds_by_number_vendor_amount_and_workspace(office: Office) -> None:
    a_clean_review(office, "NEAT-1")
    browser = office.browser(OPERATIONS)
    before = everything(office.site.engine)
    assert found(browser, "neat") == ["NEAT-1"]
    assert set(found(browser, "callaro")) == {"NEAT-1", "CAL-2026-11"}
    assert found(browser, "4,877.81") == ["CAL-2026-11"]
    assert found(browser, "€4.877,81 acme") == ["CAL-2026-11"]
    assert found(browser, "3449.81 callaro") == ["NEAT-1"]
    assert found(browser, "2026-11 neat") == found(browser, "Nov. 2026 neat") == ["NEAT-1"]
    assert found(browser, "2026-10-31 neat") == found(browser, "October neat") == []
    assert found(browser, "nothing like it") == []
    assert found(browser, "") == []
    assert everything(office.site.engine) == before


def test_no_sign_of_a_pattern_finds_everything(office: Office) -> None:
    browser = office.browser(FINANCE)
    for words in ("%", "_", "%%%", "\\", "'", "\x00", "NEAT\u20281%", '"><script>'):
        page = browser.get("/search", params={"q": words})
        assert page.status_code == 200
        assert "CAL-2026-11" not in page.text
        assert "<script" not in page.text


def test_search_finds_only_what_the_person_may_see(quick_office: Office) -> None:
    assert found(quick_office.browser(OLGA), "callaro") == []
    assert quick_office.browser(EVE).get("/search", params={"q": "callaro"}).status_code == 404
    for path in ("/search", "/decided"):
        assert quick_office.site.browser().get(path).headers["location"] == f"/sign-in?next={path}"


def test_what_was_found_leads_to_my_task_or_to_its_history(quick_office: Office) -> None:
    site = quick_office.site
    assert site.page("finance") in quick_office.browser(FINANCE).get("/search", params={"q": "CAL"}).text
    trail = f"/reviews/{site.opened.review_id}/audit"
    assert trail in quick_office.browser("ada@example.com").get("/search", params={"q": "CAL"}).text


def test_an_amount_is_read_in_every_way_it_may_be_meant() -> None:
    assert {Decimal(4877), Decimal("4.877")} <= set(amounts_of("4.877"))
    assert Decimal("4877.81") in set(amounts_of("€4'877.81"))
    assert "-12.50" in {f"{one:f}" for one in amounts_of("12,5")}
    assert list(amounts_of("CAL-2026")) == []


@pytest.mark.parametrize(
    "word", ["9" * 30, "9" * 20, f"-{'9' * 19}.9", f"0.{'0' * 27}1", "1.2.3.4", "9,9,9,9,9,9", "-1"]
)
def test_what_is_no_amount_of_any_invoice_is_searched_for_all_the_same(quick_office: Office, word: str) -> None:
    assert quick_office.browser(FINANCE).get("/search", params={"q": word}).status_code == 200


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2026/10", "2026-10-01", "2026-10-31"),
        ("10/2026", "2026-10-01", "2026-10-31"),
        ("2026-10-05", "2026-10-05", "2026-10-05"),
    ],
)
def test_a_time_is_read_as_people_write_it(word: str, first: str, last: str) -> None:
    assert times_of(word) == Times(first, last)


def test_a_month_is_known_by_the_beginning_of_its_name() -> None:
    assert [month_of(word) for word in ("Oct", "sept.", "JANUARY", "Ma", "Octopus", "")] == [
        "10",
        "09",
        "01",
        None,
        None,
        None,
    ]
    assert [times_of(word) for word in ("26-10", "2026-13", "October", "")] == [None] * 4


def test_search_asks_the_database_as_often_for_one_as_for_many(quick_office: Office) -> None:
    browser, counts = quick_office.browser(FINANCE), []
    for more in (0, 3):
        for number in range(more):
            a_clean_review(quick_office, f"NEAT-{number}")
        with counted(quick_office.site.engine) as statements:
            assert len(found(browser, "callaro")) == more + 1
        counts.append(len(statements))
    assert counts[0] == counts[1]
