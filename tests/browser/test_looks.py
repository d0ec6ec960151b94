"""What holds of every page: nothing that shuts people out (axe-core), light to load, and a phone is wide enough."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Meets
from tests.browser.looking import ADMINS, RARELY, REVIEWERS, STRANGERS, Seen, a_round
from tests.browser.person import PHONE
from tests.stories.month import Month

LARGEST = 100_000
Looks = Callable[[str], Seen]
every_page = pytest.mark.parametrize(
    "name", [*STRANGERS, *REVIEWERS, *ADMINS, *(pytest.param(name, marks=pytest.mark.long) for name in RARELY)]
)


@pytest.fixture(scope="package")
def looks(chromium: Browser, town: Month) -> Iterator[Looks]:
    """Yield a way to look at a page; it is looked at once."""
    with a_round(chromium, town, "looked") as look:
        yield look


@every_page
def test_axe_finds_nothing_serious_in_light_or_dark(name: str, looks: Looks) -> None:
    assert looks(name).shuts_out == []


@every_page
def test_nothing_scrolls_sideways_on_a_phone(name: str, looks: Looks) -> None:
    assert looks(name).overflow <= 0


@every_page
def test_no_page_is_heavy(name: str, looks: Looks) -> None:
    assert 0 < looks(name).weight < LARGEST


@every_page
def test_nothing_comes_from_elsewhere_and_no_script_comes_at_all(name: str, looks: Looks) -> None:
    assert len(looks(name).hosts) == 1
    assert looks(name).scripts == 0


def test_an_answer_is_sent_from_a_phone(town: Month, meets: Meets) -> None:
    ana = meets("ana@phone.example", viewport=PHONE, is_mobile=True, has_touch=True)
    ana.enters()
    ana.page.get_by_role("link", name="Go to your answer").tap()
    expect(ana.page.locator("#answer")).to_be_in_viewport()
    assert ana.approves().status == 303
    states = {seat["role"]: seat["state"] for seat in town.review("phone-10", "phone")["assignments"]}
    assert states["finance"] == "approved"
