"""By when the vendor is to be told what is wrong."""

import datetime

import pendulum
from pendulum import DateTime

from tests.workflow.ladders.cases import DEFAULT
from workflow.calendars import Calendar
from workflow.ladders.rungs import Rung, RungName, RungState
from workflow.ladders.vendor_notice import noticed_anew, vendor_notice
from workflow.policy.parts import QuietPolicy

NEVER = DEFAULT.quiet
BERLIN = Calendar("Europe/Berlin", "DE")


def local(day: int, hour: int = 14, month: int = 12) -> DateTime:
    """Give a moment in Berlin."""
    return pendulum.datetime(2026, month, day, hour, tz="Europe/Berlin").in_timezone("UTC")


def a_notice(due: DateTime, flagged: DateTime, quiet: QuietPolicy = NEVER) -> Rung:
    """Plan the notice."""
    return vendor_notice(due, flagged, BERLIN, quiet)


def test_it_is_due_the_day_before_payment_at_the_same_time() -> None:
    rung = a_notice(local(18), local(7))
    assert (rung.name, rung.at, rung.state) == (RungName.VENDOR_NOTICE, local(17), RungState.PLANNED)
    assert rung.because.endswith("by the business day before payment (2026-12-18 14:00 Europe/Berlin)")


def test_the_day_before_is_a_business_day() -> None:
    rung = a_notice(local(28), local(7))
    assert rung.at == local(24)
    assert "not counting" in rung.because


def test_where_that_is_past_it_is_due_at_the_flag() -> None:
    rung = a_notice(local(18), local(18, hour=10))
    assert rung.at == local(18, hour=10)
    assert rung.because.startswith("at the flag: notice to the vendor is due")
    assert rung.because.endswith("2026-12-17 14:00 Europe/Berlin is already past")


def quiet(begin: int, end: int) -> QuietPolicy:
    """Make quiet hours."""
    return QuietPolicy.model_validate({"from": datetime.time(begin), "until": datetime.time(end)})


def test_quiet_hours_delay_it_within_its_day() -> None:
    rung = a_notice(local(18), local(7), quiet(13, 15))
    assert rung.at == local(17, hour=15)
    assert "delayed from 14:00 to 15:00 by quiet hours" in rung.because
    assert a_notice(local(18), local(7), quiet(13, 8)).at == local(17)


def test_what_is_late_waits_for_their_end_but_not_for_the_payment() -> None:
    assert a_notice(local(18), local(18, hour=9), quiet(8, 10)).at == local(18, hour=10)
    assert a_notice(local(18), local(18, hour=9), quiet(8, 15)).at == local(18, hour=9)


def test_it_moves_with_the_payment_as_long_as_it_is_to_come() -> None:
    before = a_notice(local(18), local(7))
    assert noticed_anew(before, local(22), local(8), BERLIN, NEVER).at == local(21)
    assert noticed_anew(before, local(8), local(8, hour=9), BERLIN, NEVER).at == local(8, hour=9)


def test_what_is_done_and_any_other_rung_stays() -> None:
    done = Rung(RungName.VENDOR_NOTICE, local(17), "as planned", RungState.DONE)
    other = Rung(RungName.ESCALATION, local(11), "as planned")
    assert [noticed_anew(one, local(22), local(8), BERLIN, NEVER) for one in (done, other)] == [done, other]
