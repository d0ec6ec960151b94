"""The beat looks after every stage, and a backlog of its messages melts away."""

from tasks.schedule import EXPIRES_SECONDS, SCHEDULE, beat_schedule
from tasks.stages import NAMES


def test_every_stage_is_looked_after_once() -> None:
    assert sorted(entry.stage for entry in SCHEDULE) == sorted(NAMES)


def test_notices_go_out_within_two_seconds() -> None:
    assert {entry.seconds for entry in SCHEDULE if entry.stage == "notices"} == {2}


def test_every_entry_says_why_and_expires() -> None:
    assert all(entry.because for entry in SCHEDULE)
    assert all(entry["options"] == {"expires": EXPIRES_SECONDS} for entry in beat_schedule().values())
