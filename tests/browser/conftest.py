"""What the browser tests begin with: one Chromium, one town, and people who each bring a browser of their own.

Both are kept for this folder and no longer: while Playwright runs, its event loop counts as this thread's own.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import MISSING, launched, program
from tests.browser.looking import visited
from tests.browser.person import Person, a_person
from tests.browser.town import Customers, a_town
from tests.stories.month import Month

LOOKED = "looked"
CUSTOMERS = Customers(
    keys=["first", "twice", "twice-b", "flagged", "stale", "changed", "asked", "sent", "sought", "paper"],
    urgent=["urgent", "robbed", "keys", "phone"],
    clean=["many", "many-b"],
)
Meets = Callable[..., Person]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Yield the browser; the tests are skipped where there is none."""
    found = program()
    if found is None:
        pytest.skip(MISSING)
    with launched(found) as browser:
        yield browser


@pytest.fixture(scope="package")
def town(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    """Yield the town, whose time goes on from test to test."""
    with a_town(tmp_path_factory.mktemp("town"), CUSTOMERS + visited(LOOKED)) as opened:
        yield opened


@pytest.fixture
def meets(chromium: Browser, town: Month) -> Iterator[Meets]:
    """Yield a way to meet people: `meets("ana@first.example")`; each time with a new browser."""
    with ExitStack() as browsers:

        def meet(email: str, **options: Any) -> Person:
            return browsers.enter_context(a_person(chromium, town, email, **options))

        yield meet
