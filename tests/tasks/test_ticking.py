"""A tick does everything that is due as of one moment, and time never goes back."""

import pendulum
import pytest
from pendulum import DateTime

from tasks import ticking
from tasks.house import House
from tasks.stages import NAMES, Stage
from tasks.ticking import refuse_earlier, tick
from workflow.batch import Batch, Trouble
from workflow.pulse import TICK, TooEarlyError, last

NOW = pendulum.datetime(2026, 11, 2, 9)


def stages_named(**steps: object) -> tuple[Stage, ...]:
    """Make the usual stages, some of which do something else."""
    return tuple(Stage(name, (steps[name],) if name in steps else ()) for name in NAMES)  # type: ignore[arg-type]


def test_an_empty_house_has_nothing_to_do(house: House) -> None:
    report = tick(house, NOW)
    assert report.stages == dict.fromkeys(NAMES, Batch())
    assert not report.troubles


def test_it_notes_that_it_ran(house: House) -> None:
    tick(house, NOW)
    with house.sessions() as session:
        pulse = last(session, TICK)
    assert pulse
    assert pulse.now == NOW


def test_an_earlier_moment_is_refused(house: House) -> None:
    tick(house, NOW)
    with pytest.raises(TooEarlyError, match="2026-11-02T08:59:59Z is earlier than the last tick, 2026-11-02T09:00:00Z"):
        refuse_earlier(house, NOW.subtract(seconds=1))


def test_the_same_moment_is_not(house: House) -> None:
    tick(house, NOW)
    refuse_earlier(house, NOW)


def test_nothing_is_too_early_for_the_first_tick(house: House) -> None:
    refuse_earlier(house, NOW)


def test_a_stage_that_fails_does_not_stop_the_others(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_house: House, _now: DateTime) -> Batch:
        raise ValueError("broken")

    left = [Batch(2)]

    def works(_house: House, _now: DateTime) -> Batch:
        return left.pop() if left else Batch()

    monkeypatch.setattr(ticking, "STAGES", stages_named(findings=fails, ladder=works))
    report = tick(house, NOW)
    assert report.stages["ladder"] == Batch(2)
    assert report.troubles == [("findings", Trouble("stage:findings", "ValueError: broken"))]


def test_what_a_late_stage_brings_up_is_done_in_the_next_pass(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting: list[str] = []

    def early(_house: House, _now: DateTime) -> Batch:
        return Batch(1) if waiting and waiting.pop() else Batch()

    asked: list[DateTime] = []

    def late(_house: House, now: DateTime) -> Batch:
        if asked:
            return Batch()
        asked.append(now)
        waiting.append("a revision")
        return Batch(1)

    monkeypatch.setattr(ticking, "STAGES", stages_named(findings=early, seal=late))
    monkeypatch.setattr(ticking, "next_due", lambda _session: NOW if waiting else None)
    report = tick(house, NOW)
    assert (report.stages["findings"].done, report.stages["seal"].done) == (1, 1)
