"""The picture of a bridge: where its bars lie, and that it says everything without colour."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.bridging import BridgeWords, StepWords
from web.views.waterfall import Bar, waterfall


def words(start: str, *sizes: str, open_: str = "") -> BridgeWords:
    """Make a bridge of steps with these sizes; `open_` is the rest that nothing explains."""
    steps = [StepWords("price", f"Step {n}", Decimal(size), f"{Decimal(size):+}", ()) for n, size in enumerate(sizes)]
    if open_:
        steps.append(StepWords("unexplained", "Not explained", Decimal(open_), f"{Decimal(open_):+}", ()))
    end = Decimal(start) + sum((one.size for one in steps), Decimal(0))
    return BridgeWords(
        "A-1", Decimal(start), start, tuple(steps), "A-2", end, f"{end}", "Said.", is_explained=not open_
    )


def ends(bar: Bar) -> tuple[Decimal, ...]:
    """Give where a bar begins and ends, in percent."""
    return bar.left, bar.left + bar.width


def at(left: float, right: float) -> tuple[Decimal, ...]:
    """Give two places, in percent."""
    return tuple(Decimal(place).quantize(Decimal("0.001")) for place in (left, right))


def test_totals_are_full_bars_and_steps_hang_between_them() -> None:
    first, more, less, last = waterfall(words("100", "100", "-50")).bars
    assert [one.kind for one in (first, more, less, last)] == ["total", "up", "down", "total"]
    assert [ends(one) for one in (first, more, less, last)] == [at(0, 50), at(50, 100), at(75, 100), at(0, 75)]


def test_each_bar_begins_where_the_one_before_it_ends() -> None:
    bars = waterfall(words("80", "20", "-60", "5.50")).bars
    for before, bar in pairwise(bars):
        assert before.joint in ends(bar)


def test_what_nothing_explains_is_a_kind_of_its_own_up_or_down() -> None:
    assert waterfall(words("100", "10", open_="-36")).bars[2].kind == "open"
    assert waterfall(words("100", open_="36")).bars[1].kind == "open"


def test_below_nought_the_picture_goes_on_to_the_left() -> None:
    fall = waterfall(words("50", "-100"))
    first, less, last = fall.bars
    assert fall.nought == 50
    assert [ends(one) for one in (first, less, last)] == [at(50, 100), at(0, 100), at(0, 50)]


def test_small_changes_of_a_large_total_are_drawn_from_above_nought() -> None:
    fall = waterfall(words("1000", "40", "-10"))
    assert fall.nought is None
    assert [ends(one) for one in fall.bars[:2]] == [at(0, 100 / 3), at(100 / 3, 100)]


@pytest.mark.parametrize("size", ["300", "-300"])
def test_a_large_change_is_drawn_from_nought(size: str) -> None:
    assert waterfall(words("700", size)).nought == 0


def test_a_small_step_beside_large_totals_can_still_be_seen() -> None:
    bars = waterfall(words("1000000", "0.01")).bars
    assert all(bar.width >= Decimal("0.6") for bar in bars)


def test_bars_lie_below_one_another_with_their_text_above() -> None:
    fall = waterfall(words("1", "2"))
    places = [place for bar in fall.bars for place in (bar.line, bar.upper, bar.lower)]
    assert places == sorted(places)
    assert places[-1] < fall.height


def test_somebody_who_cannot_see_it_hears_every_step() -> None:
    fall = waterfall(words("100", "20", open_="-6"))
    assert fall.title == "How 100 became 114"
    assert fall.described == "From 100 (A-1) to 114 (A-2): Step 0 +20; Not explained -6. Said."


def test_a_long_number_is_cut_in_the_picture_and_heard_whole() -> None:
    fall = waterfall(replace(words("1", "2"), number="N" * 80))
    assert fall.bars[-1].name == "N" * 19 + "…"
    assert "N" * 80 in fall.described


AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=8))
def test_nothing_leaves_the_picture(start: Decimal, sizes: list[Decimal]) -> None:
    fall = waterfall(words(f"{start}", *(f"{size}" for size in sizes)))
    assert all(0 <= end <= 100 for bar in fall.bars for end in (*ends(bar), bar.joint))
    assert fall.nought is None or 0 <= fall.nought <= 100


@pytest.mark.parametrize("start", ["0", "0.00"])
def test_a_bridge_over_nothing_has_no_height_to_divide_by(start: str) -> None:
    assert waterfall(words(start, "5", "-5")).bars[0].left == 0
