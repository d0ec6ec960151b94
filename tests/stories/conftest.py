"""What stories begin with: an empty installation on each database, and a vendor."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.books import ACME, BOREALIS, Books, Usage, monthly
from sandbox.vendor import PARTNER_KEY, SandboxVendor
from tests.stories.month import Month, a_month

BEGINS = "2026-10-20 10:00"


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
