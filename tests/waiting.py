"""Waiting for a condition with an end to it, where something happens in another thread or process."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def eventually(what: str, look: Callable[[], Found | None], seconds: float = 20.0) -> Found:
    """Look again and again until something true is found; fail with `what` after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.02)
    return found
