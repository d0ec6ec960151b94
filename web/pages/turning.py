"""Where a long list stands that is shown page by page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Turning:
    """Which page of a list this is, from 1, and of how many."""

    page: int
    pages: int
