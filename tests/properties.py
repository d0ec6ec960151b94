"""How many cases a property is tried on: a few thousand in the suite, a million with `make properties`.

They go in rounds, each a test of its own: progress shows, and Hypothesis, which remembers what it tried, stays small.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

CASES = int(os.environ.get("CASES", "5000"))
A_ROUND = 50_000
ROUNDS = max(1, CASES // A_ROUND)

in_rounds = pytest.mark.parametrize("round_", range(1, ROUNDS + 1))


def cases(share: float) -> settings:
    """Ask for a share of one round's cases; a machine that is shared has slow moments, and nothing is kept."""
    count = round(CASES * share / ROUNDS)
    return settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck), database=None)
