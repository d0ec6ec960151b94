"""What holds of every page: nothing that shuts people out (axe-core), light to load, and a phone is wide enough."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import LOOKED, Meets
from tests.browser.looking import EVERY_VIEW, Looks, a_round
from tests.browser.person import PHONE
from tests.browser.sights import SIGHTS
from tests.stories.month import Month

SELDOM = {
    "entry-wrong", "mails", "act-clean", "act-answered", "admin", "setup",
    "ledger", "period", "absences", "files", "file", "mutes", "health",
}  # fmt: skip
"""Looked at by `make long`: pages that few see, or that are built as others are."""


@pytest.fixture(scope="package")
def looks(chromium: Browser, town: Month) -> Iterator[Looks]:
    """Yield a way to look at a page."""
    with a_round(chromium, town, LOOKED) as look:
        yield look


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long if name in SELDOM else ()) for name in SIGHTS]
)
def test_nothing_is_wrong_with_a_page(name: str, looks: Looks) -> None:
    """No barrier, no script, nothing from elsewhere, nothing that its own policy stops, nothing beside the screen."""
    assert looks(name) == []


@pytest.mark.long
@pytest.mark.parametrize("name", SIGHTS)
def test_nothing_shuts_people_out_on_a_phone_or_a_desk_in_light_or_dark(name: str, looks: Looks) -> None:
    assert looks(name, EVERY_VIEW) == []


def test_an_answer_is_sent_from_a_phone(town: Month, meets: Meets) -> None:
    ana = meets("ana@phone.example", viewport=PHONE, is_mobile=True, has_touch=True)
    ana.enters()
    ana.page.get_by_role("link", name="Go to your answer").tap()
    expect(ana.page.locator("#answer")).to_be_in_viewport()
    assert ana.approves().status == 303
    states = {seat["role"]: seat["state"] for seat in town.review("phone-10", "phone")["assignments"]}
    assert states["finance"] == "approved"
