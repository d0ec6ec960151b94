"""What stories begin with: an empty installation on each database, and a vendor."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.billing import Usage
from sandbox.books import ACME, BOREALIS, Books, monthly
from sandbox.setup import API_KEY_ENV
from sandbox.vendor import PARTNER_KEY, SandboxVendor
from tests.longer import leave_all, leave_postgresql, leave_sqlite
from tests.sandbox.ledger import the_year
from tests.stories.month import Month, a_month
from tests.stories.year import Customers

BEGINS = "2026-10-20 10:00"
ON_BOTH = {"test_two_at_once", "test_dispute"}
"""What is told on PostgreSQL each time: people who act at once (on it alone), and a dispute (on both)."""

OF_THE_YEAR = {
    f"test_year_{name}"
    for name in ("beside", "corrected", "counted", "cycle", "files", "late", "never", "terms", "usage")
}
"""The sandbox's year, case by case: what is checked in them has tests of its own stage."""
OF_ONE_STAGE = {"test_digests", "test_late_arrival", "test_health_letter", "test_vendor_troubles"}
"""What one stage and its letters do, which have tests of their own, told once more from end to end."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the other stories be told on PostgreSQL by `make long` alone, for their stages have tests on both."""
    leave_postgresql(items, Path(__file__).parent, ON_BOTH)
    leave_sqlite(items, Path(__file__).parent, {"test_two_at_once"})
    leave_all(items, Path(__file__).parent, OF_THE_YEAR | OF_ONE_STAGE)


@pytest.fixture
def month(database_url: str, tmp_path: Path) -> Iterator[Month]:
    """Yield an installation in the middle of October; what must hold after every month is checked at the end."""
    with a_month(database_url, tmp_path, BEGINS) as opened:
        yield opened
        opened.is_sound()


@pytest.fixture
def books() -> Books:
    """Return books in which two accounts were billed much the same in September and in October."""
    usage = [Usage("Renewal reminders", 3000)]
    return {
        one.account: [monthly(one, 9, usage), monthly(one, 10, usage, payment="unpaid")] for one in (ACME, BOREALIS)
    }


@pytest.fixture
def vendor(month: Month, books: Books, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxVendor]:
    """Yield a vendor that shows the books as of the month's own day."""
    monkeypatch.setenv("STORY_API_KEY", PARTNER_KEY)
    made = SandboxVendor(books, lambda: month.now.date())  # noqa: PLW0108  # the moment changes
    made.start()
    yield made
    made.stop()


@pytest.fixture
def customers(month: Month, monkeypatch: pytest.MonkeyPatch) -> Iterator[Customers]:
    """Yield the customers of the sandbox's year, and their vendor as of the month's own day."""
    monkeypatch.setenv(API_KEY_ENV, PARTNER_KEY)
    year = the_year()
    books = {account: [*items] for account, items in year.books.items()}
    made = SandboxVendor(books, lambda: month.now.date(), traffic=year.traffic)  # noqa: PLW0108  # the moment changes
    made.start()
    yield Customers(month, made)
    made.stop()
