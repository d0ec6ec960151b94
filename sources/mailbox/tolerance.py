"""Reading with Python's mail parser, which raises whatever it happens to fall over in a hostile mail."""

from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def tolerant(read: Callable[[], Value], otherwise: Value) -> Value:
    """Give what `read` returns, or `otherwise` when it raises."""
    try:
        return read()
    except Exception:  # noqa: BLE001  # IndexError, AttributeError, RecursionError and more are known of its headers
        return otherwise
