"""How numbers are spread: every figure is one of them, and the bars count each once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.health.questions.in_time import MARGINS
from workflow.health.questions.schedule import DAYS, TIME_USED
from workflow.health.spread import Bin, spread_of

BINS: tuple[Bin, ...] = (("few", None, 3), ("many", 4, None))
numbers = st.lists(st.integers(-50, 500), min_size=1, max_size=60)


def test_of_ten_reviews_the_figures_are_those_of_the_third_the_fifth_the_eighth_and_the_ninth() -> None:
    spread = spread_of([1, 2, 3, 4, 5, 6, 7, 8, 9, 40], BINS)
    assert spread is not None
    assert (spread.least, spread.lower, spread.median, spread.upper, spread.ninetieth, spread.most) == (
        1,
        3,
        5,
        8,
        9,
        40,
    )
    assert spread.bars == (("few", 3), ("many", 7))
    assert spread.middle == 5


def test_of_nothing_there_is_no_spread() -> None:
    assert spread_of([], BINS) is None


@given(numbers)
def test_its_figures_are_in_order_and_each_is_one_of_the_numbers(given_numbers: list[int]) -> None:
    one = spread_of(given_numbers, BINS)
    assert one is not None
    figures = [one.least, one.lower, one.median, one.upper, one.ninetieth, one.most]
    assert figures == sorted(figures)
    assert set(figures) <= set(given_numbers)


@given(numbers, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(given_numbers: list[int], chance: object) -> None:
    shuffled = list(given_numbers)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert spread_of(shuffled, BINS) == spread_of(given_numbers, BINS)


@pytest.mark.parametrize("bins", [DAYS, TIME_USED, MARGINS])
@given(st.lists(st.integers(0, 500), min_size=1, max_size=60))
def test_each_number_stands_in_exactly_one_bar(bins: tuple[Bin, ...], given_numbers: list[int]) -> None:
    spread = spread_of(given_numbers, bins)
    assert spread is not None
    assert sum(count for _, count in spread.bars) == len(given_numbers)
