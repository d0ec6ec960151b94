"""The picture of a deadline: every moment in its place, no number upon another, and all of it told without seeing."""

from itertools import combinations, pairwise

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from notifications.figures import Figures
from web.views.steps import Step
from web.views.timeline import APART, LEFT, RIGHT, Timeline, timeline
from workflow.calendars import Calendar

NOW = pendulum.datetime(2026, 12, 8, 9)
BERLIN = Calendar("Europe/Berlin", "DE")
WRITES = Figures("Europe/Berlin")


def step(at: DateTime, kind: str = "planned") -> Step:
    """Make a step."""
    return Step(kind.title(), at, WRITES.moment(at), "", "", kind)


def drawn(*steps: Step, now: DateTime = NOW) -> Timeline:
    """Draw steps in their order."""
    return timeline(sorted(steps, key=lambda one: one.moment), now, BERLIN, WRITES)


def at(day: int, hour: int = 13) -> DateTime:
    """Give a moment in December."""
    return pendulum.datetime(2026, 12, day, hour)


def test_time_runs_from_the_first_moment_to_the_last() -> None:
    line = drawn(step(at(7), "opened"), step(at(12)), step(at(17), "pay"))
    assert [(one.number, one.left) for one in line.marks] == [(1, LEFT), (2, (LEFT + RIGHT) / 2), (3, RIGHT)]


def test_what_falls_together_is_stacked_above_its_moment() -> None:
    line = drawn(step(at(7), "opened"), step(at(17)), step(at(17)), step(at(17), "decide"), step(at(27), "pay"))
    stack = line.marks[1:4]
    assert {one.left for one in stack} == {50.0}
    assert [before.top - after.top for before, after in pairwise(stack)] == [26, 26]
    assert min(one.top for one in line.marks) - 10 > 0
    assert line.marks[0].top == line.marks[4].top == line.axis - 26


def test_what_came_long_before_the_opening_is_cut_and_stands_at_the_edge() -> None:
    line = drawn(step(at(1).subtract(days=90), "pay"), step(at(7), "opened"), step(at(8, 20)))
    assert line.cut
    assert line.marks[0].left == LEFT
    assert line.marks[1].left > LEFT


def test_weekends_and_holidays_are_shaded_those_in_a_row_at_once() -> None:
    line = drawn(step(at(21, 0), "opened"), step(at(31, 0), "pay"), now=at(21, 0))
    width = (RIGHT - LEFT) / 10
    (christmas,) = line.bands  # 25 and 26 December are holidays in Germany, 27 is a Sunday
    assert christmas.width == pytest.approx(3 * width, abs=0.02)
    assert christmas.left == pytest.approx(LEFT + (4 - 1 / 24) * width, abs=0.02)


def test_the_dates_are_those_of_the_reader_and_do_not_touch() -> None:
    steps = [step(at(7), "opened"), step(at(28), "pay")]
    line = timeline(steps, NOW, BERLIN, Figures("Asia/Tokyo", "en_GB"))
    assert [one.label for one in line.ticks] == ["8 Dec", "13 Dec", "18 Dec", "23 Dec", "28 Dec"]
    assert all(after.left - before.left >= 20 for before, after in pairwise(line.ticks))


def test_somebody_who_cannot_see_it_hears_every_step_and_the_time() -> None:
    line = drawn(step(at(7), "opened"), step(at(17), "pay"))
    assert line.described == (
        "1 Opened, Mon, Dec 7, 2026, 2:00\u202fPM Berlin time; 2 Pay, Thu, Dec 17, 2026, 2:00\u202fPM Berlin time. "
        "Now it is Tue, Dec 8, 2026, 10:00\u202fAM Berlin time."
    )


@pytest.mark.parametrize(("now", "side"), [(at(7), "start"), (at(12), "middle"), (at(30), "end")])
def test_the_word_for_now_stays_inside(now: DateTime, side: str) -> None:
    assert drawn(step(at(7), "opened"), step(at(17), "pay"), now=now).side == side


def test_a_review_that_opens_and_ends_at_once_can_be_drawn() -> None:
    assert len(drawn(step(NOW, "opened"), step(NOW, "decide"), step(NOW, "pay")).marks) == 3


MOMENTS = st.integers(0, 2 * 365 * 24).map(lambda hours: pendulum.datetime(2026, 1, 1).add(hours=hours))


@given(st.lists(MOMENTS, min_size=1, max_size=14), MOMENTS, MOMENTS)
def test_no_number_covers_another_and_none_leaves_the_picture(
    moments: list[DateTime], opened: DateTime, now: DateTime
) -> None:
    line = drawn(step(opened, "opened"), *map(step, moments), now=now)
    assert [one.number for one in line.marks] == list(range(1, len(moments) + 2))
    for one, other in combinations(line.marks, 2):
        assert abs(one.left - other.left) >= APART or abs(one.top - other.top) >= 26
    assert all(LEFT <= one.left <= RIGHT and 10 < one.top < line.axis for one in line.marks)
    assert all(band.left >= LEFT and band.left + band.width <= RIGHT + 0.01 for band in line.bands)
    assert LEFT <= line.now <= RIGHT
