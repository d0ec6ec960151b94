"""What every test may ask for, and the closing line that counts them."""

import gc

import pytest

gc.disable()  # until all is imported and collected, of which nothing is garbage

pytest_plugins = ["tests.servers.fixtures", "tests.databases", "tests.logs", "tests.browser.missing"]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spare the garbage collector what was imported and collected, which stays to the end."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # a run has the memory, and looking for garbage takes a twentieth of its time
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Write the last line of a run: `240 passed, 0 failed, 0 skipped` (a test that breaks in a fixture has failed)."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(config, "workerinput") or config.option.collectonly:
        return
    counted = {outcome: len(reports) for outcome, reports in reporter.stats.items()}
    failed = counted.get("failed", 0) + counted.get("error", 0)
    reporter.write_line(f"{counted.get('passed', 0)} passed, {failed} failed, {counted.get('skipped', 0)} skipped")
