"""A stage runs until nothing of it is due, and its trouble is its own."""

from collections.abc import Iterator
from typing import cast

import pendulum
import pytest
from pendulum import DateTime

from tasks import stages
from tasks.house import House
from tasks.stages import NAMES, STAGES, Stage, broke, run_stage, stage_named
from workflow.batch import Batch, Trouble

NOW = pendulum.datetime(2026, 11, 2, 9)
NOBODY = cast("House", None)


def playing(*batches: Batch | Exception) -> stages.Step:
    """Make a step that gives one of these after the other, and nothing to do after the last."""
    left: Iterator[Batch | Exception] = iter(batches)

    def step(_house: House, _now: DateTime) -> Batch:
        batch = next(left, Batch())
        if isinstance(batch, Exception):
            raise batch
        return batch

    return step


def trouble(number: int) -> Trouble:
    """Name a row that stepped aside."""
    return Trouble(f"revision:{number}", "cannot be read")


def test_they_are_in_the_order_in_which_an_invoice_meets_them() -> None:
    assert NAMES == ("periods", "invoices", "findings", "reviews", "ladder", "notices", "seal")


def test_hints_name_stages() -> None:
    assert {hint for stage in STAGES for hint in stage.hints} <= set(NAMES)


def test_what_came_back_is_followed_up_at_once() -> None:
    assert "ladder" in stage_named("invoices").hints


def test_it_does_batch_after_batch_until_nothing_is_due() -> None:
    stage = Stage("seal", (playing(Batch(500), Batch(500), Batch(7)),))
    assert run_stage(NOBODY, stage, NOW) == Batch(1007)


def test_a_row_that_stepped_aside_does_not_end_the_stage() -> None:
    stage = Stage("seal", (playing(Batch(0, (trouble(1),)), Batch(3)),))
    assert run_stage(NOBODY, stage, NOW) == Batch(3, (trouble(1),))


def test_a_row_that_steps_aside_again_and_again_does() -> None:
    stage = Stage("seal", (lambda _house, _now: Batch(0, (trouble(1),)),))
    assert run_stage(NOBODY, stage, NOW) == Batch(0, (trouble(1),))


def test_a_batch_that_fails_is_a_trouble_of_the_stage() -> None:
    stage = Stage("seal", (playing(Batch(2), ValueError("no\nsuch thing")),))
    batch = run_stage(NOBODY, stage, NOW)
    assert batch == Batch(2, (Trouble("stage:seal", "ValueError: no"),))
    assert broke(stage, batch)


def test_the_stage_did_not_break_when_a_row_stepped_aside() -> None:
    assert not broke(Stage("seal", ()), Batch(0, (trouble(1),)))


def test_a_step_that_fails_leaves_the_next_one_its_turn() -> None:
    stage = Stage("invoices", (playing(ValueError("vendor")), playing(Batch(4))))
    assert run_stage(NOBODY, stage, NOW).done == 4


def test_a_stage_that_finds_work_for_ever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "MOST_BATCHES", 3)
    batch = run_stage(NOBODY, Stage("seal", (lambda _house, _now: Batch(1),)), NOW)
    assert batch == Batch(3, (Trouble("stage:seal", "RuntimeError: still at work after 3 batches"),))


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no stage 'payments'"):
        stage_named("payments")
