"""What the tests of sources share."""

from collections.abc import Iterator

import pytest

from tests.sources.teller import Teller


@pytest.fixture
def teller() -> Iterator[Teller]:
    """Give a server that says whatever it is told to."""
    running = Teller()
    yield running
    running.stop()
