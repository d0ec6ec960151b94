"""The logs of this process, which commands set up anew, as a fixture that leaves them as they were."""

import logging
from collections.abc import Iterator

import pytest
import structlog
from structlog.dev import ConsoleRenderer, plain_traceback


def log_plainly() -> None:
    """Write failures as Python does: by default the whole of every local variable is laid out, for seconds each."""
    structlog.reset_defaults()
    processors = structlog.get_config()["processors"]
    structlog.configure([*processors[:-1], ConsoleRenderer(colors=False, exception_formatter=plain_traceback)])


def pytest_configure() -> None:
    """Log plainly from the start."""
    log_plainly()


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """Put the handlers back; else every later line would go to a stream that was closed with the command."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    log_plainly()
