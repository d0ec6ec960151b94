"""Says at the end of a run, for everybody to see, that the browser tests were left out."""

from typing import Any

import pytest

TITLE = "THE BROWSER TESTS WERE NOT RUN"


@pytest.hookimpl
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Write the line where a test was skipped for want of a browser."""
    reasons = (str(report.longrepr) for report in terminalreporter.stats.get("skipped", []))
    left_out = sum("no Chromium was found" in reason for reason in reasons)
    if left_out:
        terminalreporter.section(TITLE, "!", red=True, bold=True)
        terminalreporter.write_line(
            f"{left_out} skipped: no Chromium was found. Debian has it: apt-get install chromium"
        )
