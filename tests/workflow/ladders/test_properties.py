"""What holds of every deadline, plan and re-planning, against a second opinion and by what the sentences say."""

import datetime
import re
from itertools import pairwise

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from tests.properties import cases, in_rounds
from tests.workflow.ladders import oracle
from tests.workflow.ladders.cases import CUTOFFS, days, places, policies, shifts, terms
from workflow.calendars import Calendar
from workflow.ladders.deadlines import Deadline, Terms, deadline_of
from workflow.ladders.planning import COUNTED_BACK, plan
from workflow.ladders.replanning import replanned
from workflow.ladders.rungs import Rung, RungName, RungState
from workflow.ladders.runs import last_run_landing_by, next_run
from workflow.policy.policy import Policy

PLANNED, DONE, DROPPED = RungState.PLANNED, RungState.DONE, RungState.DROPPED
DAY = datetime.timedelta(days=1)
ORDER = list(RungName)


@in_rounds
def test_every_plan_keeps_the_promise(round_: int) -> None:
    @cases(0.2)
    @given(days, places, policies, shifts)
    def holds(day: datetime.date, place: Calendar, policy: Policy, shift: datetime.timedelta) -> None:
        decide_by = place.at(place.on_or_before(day), policy.deadline.cutoff)
        opened_at = decide_by + shift
        rungs = plan(decide_by, opened_at, place, policy)
        assert [rung.name for rung in rungs] == [*COUNTED_BACK, RungName.OVERDUE]
        assert_promised(rungs, decide_by, opened_at)
        assert_as_the_second_opinion(rungs, decide_by, opened_at, place, policy)
        for rung in rungs:
            assert_by_hand(rung, opened_at, place)

    holds()


@in_rounds
def test_every_deadline_leaves_the_money_its_time(round_: int) -> None:
    @cases(0.08)
    @given(terms, places, policies)
    def holds(case: Terms, place: Calendar, policy: Policy) -> None:
        found = deadline_of(case, place, policy.deadline)
        pay_on, decide_on = place.local_date(found.payment_deadline), place.local_date(found.decide_by)
        lead, cutoff = policy.deadline.lead_business_days, policy.deadline.cutoff
        assert found.decide_by <= found.payment_deadline
        assert found.decide_by == oracle.instant(place.zone, decide_on, cutoff)
        assert found.payment_deadline == oracle.instant(place.zone, pay_on, cutoff)
        assert oracle.works(place, pay_on)
        assert oracle.works(place, decide_on)
        assert oracle.counted(place, decide_on, lead) <= pay_on
        if case.off_cycle or not policy.deadline.runs:
            assert oracle.counted(place, decide_on, lead) == pay_on
            counted = found.decide_because.removeprefix("paid outside of the payment runs: ")
            assert oracle.by_hand(counted) == written(found.decide_by, place)
        else:
            assert decide_on == last_run(place, pay_on, policy)
        assert_due_date_by_hand(found, pay_on, case)

    holds()


@in_rounds
def test_runs_follow_one_another_and_none_is_left_out(round_: int) -> None:
    @cases(0.02)
    @given(days, places, policies)
    def holds(day: datetime.date, place: Calendar, policy: Policy) -> None:
        following = next_run(day, place, policy.deadline)
        assert (following is None) == (not policy.deadline.runs)
        if following:
            assert following == min(run for run in held_around(place, day, policy) if run > day)
            found = last_run_landing_by(place.on_or_before(day), place, policy.deadline)
            assert found
            assert found.on == last_run(place, place.on_or_before(day), policy)

    holds()


@in_rounds
def test_every_re_planning_keeps_the_promise(round_: int) -> None:
    @cases(0.12)
    @given(st.data(), days, places, policies, shifts)
    def holds(
        data: st.DataObject, day: datetime.date, place: Calendar, policy: Policy, shift: datetime.timedelta
    ) -> None:
        decide_by = place.at(place.on_or_before(day), policy.deadline.cutoff)
        opened_at = decide_by + shift
        now = opened_at + abs(data.draw(shifts))
        before = taken(plan(decide_by, opened_at, place, policy), now - data.draw(outages))
        later_on = place.on_or_before(day + DAY * data.draw(st.integers(-10, 30)))
        later = place.at(later_on, data.draw(st.sampled_from(CUTOFFS)))
        waits = data.draw(st.booleans())
        after = replanned(before, later, now, place, policy, waits=waits)
        assert_replanned(before, after, later, now, waits=waits)
        overdue = [place.local_date(rung.at) for rung in after if rung.name is RungName.OVERDUE]
        assert len(set(overdue)) == len(overdue)
        for rung in after:
            if rung.state is PLANNED:
                assert_by_hand(rung, now, place)
        assert replanned(after, later, now, place, policy, waits=waits) == after

    holds()


outages = st.sampled_from([DAY * 0, DAY * 0, DAY, DAY * 3, DAY * 40])
"""How long nobody has climbed the ladder."""


def taken(rungs: list[Rung], until: DateTime) -> list[Rung]:
    """Climb a ladder as the stage does: what is due is done, and of two to one reader the older is dropped."""
    due = [rung.name for rung in rungs if rung.state is PLANNED and rung.at <= until]
    older = {RungName.REMINDER} if RungName.WARNING in due else set()
    older |= {RungName.FINAL_CALL} if RungName.OVERDUE in due else set()
    states = {name: DROPPED if name in older else DONE for name in due}
    return [Rung(rung.name, rung.at, rung.because, states.get(rung.name, rung.state)) for rung in rungs]


def assert_promised(rungs: list[Rung], decide_by: DateTime, begins: DateTime) -> None:
    """An escalation in time, in their order, none before the beginning, none of the ladder's past `decide_by`."""
    due = [rung for rung in rungs if rung.state is PLANNED]
    escalations = [rung for rung in rungs if rung.name is RungName.ESCALATION and rung.state in {PLANNED, DONE}]
    assert len(escalations) == 1
    assert escalations[0].at <= max(decide_by, begins)
    assert len({rung.name for rung in due}) == len(due)
    in_order = sorted(due, key=lambda rung: ORDER.index(rung.name))
    assert all(one.at <= other.at for one, other in pairwise(in_order))
    assert all(rung.at <= max(decide_by, begins) for rung in due if rung.name is not RungName.OVERDUE)
    assert [rung.at > max(decide_by, begins) for rung in due if rung.name is RungName.OVERDUE] in ([True], [False])


def assert_as_the_second_opinion(
    rungs: list[Rung], decide_by: DateTime, opened_at: DateTime, place: Calendar, policy: Policy
) -> None:
    """Compare moments and states with those of the oracle."""
    local, day = place.local(decide_by).time(), place.local_date(decide_by)
    for rung in rungs[:-1]:
        nominal = oracle.instant(place.zone, oracle.counted(place, day, -getattr(policy.deadline, rung.name)), local)
        told = oracle.told_at(place, policy.quiet, nominal, decide_by)
        moves = rung.name is RungName.ESCALATION or (rung.name is RungName.FINAL_CALL and opened_at >= decide_by)
        if told < opened_at and moves:
            told = oracle.told_at(place, policy.quiet, opened_at, decide_by)
            assert (rung.state, rung.at) == (PLANNED, told)
        else:
            assert (rung.state, rung.at) == (PLANNED if told >= opened_at else DROPPED, told)
    numbers = (oracle.counted(place, day, n) for n in range(1, 60))
    told_at = (oracle.told_at(place, policy.quiet, oracle.instant(place.zone, one, local), None) for one in numbers)
    assert rungs[-1].at == next(at for at in told_at if at > opened_at)
    assert rungs[-1].at > max(decide_by, opened_at)


def assert_by_hand(rung: Rung, begins: DateTime, place: Calendar) -> None:
    """Do what the sentence says with pencil and paper."""
    sentence = rung.because.partition(", already past at the ")[0] if rung.state is DROPPED else rung.because
    found = oracle.by_hand(sentence)
    if found is None:
        assert rung.at == begins or oracle.A_DELAY.search(sentence.rpartition("already past")[2])
    else:
        assert found == written(rung.at, place)
    assert len(rung.because) < 1000


def written(at: DateTime, place: Calendar) -> str:
    return f"{place.local(at):%Y-%m-%d %H:%M}"


def assert_due_date_by_hand(found: Deadline, pay_on: datetime.date, case: Terms) -> None:
    """Find the due date in the sentence, and from it the day of payment."""
    said, _, cutoff = found.payment_because.rpartition("; cut-off ")
    assert cutoff
    due_on = case.agreed_due_on or case.due_on
    assert due_on is None or f"due on {due_on}" in said
    start, moved, end = said.partition("; the last business day before it is ")
    if moved:
        named = [datetime.date.fromisoformat(one) for one in re.findall(oracle.A_DATE, start)]
        assert datetime.date.fromisoformat(end[:10]) == pay_on
        assert any((one - pay_on).days - 1 == oracle.left_out(end) for one in named)
    else:
        assert str(pay_on) in said


def held_around(place: Calendar, day: datetime.date, policy: Policy) -> set[datetime.date]:
    """List the days on which runs are held around a date."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    around = (day + DAY * n for n in range(-120, 60))
    meant = [one for one in around if names[one.weekday()] in policy.deadline.runs]
    return {oracle.last_on_or_before(place, one) for one in meant}


def last_run(place: Calendar, pay_on: datetime.date, policy: Policy) -> datetime.date:
    """Give the last day of a run whose money is there in time."""
    lead = policy.deadline.lead_business_days
    return max(run for run in held_around(place, pay_on, policy) if oracle.counted(place, run, lead) <= pay_on)


def assert_replanned(before: list[Rung], after: list[Rung], decide_by: DateTime, now: DateTime, *, waits: bool) -> None:
    """What is done stays, the rest keeps its place and the promise."""
    assert [rung.name for rung in after[: len(before)]] == [rung.name for rung in before]
    assert all(new == old for old, new in zip(before, after, strict=False) if old.state is DONE)
    assert len([rung for rung in after if rung.name is RungName.OVERDUE and rung.state is PLANNED]) == 1
    due = [rung for rung in after if rung.state is PLANNED]
    assert all(one.at <= other.at for one, other in pairwise(sorted(due, key=lambda one: ORDER.index(one.name))))
    (escalation,) = (rung for rung in after if rung.name is RungName.ESCALATION)
    assert escalation.state is DONE or (escalation.state is PLANNED and escalation.at <= max(decide_by, now))
    done = [ORDER.index(rung.name) for rung in after if rung.state is DONE]
    assert all(ORDER.index(rung.name) >= max(done, default=0) for rung in due)
    assert not waits or {rung.name for rung in due}.isdisjoint({RungName.REMINDER, RungName.WARNING})


def test_the_reader_does_what_a_sentence_says() -> None:
    because = (
        "3 business days before the decision is due (2027-01-05 14:00 Europe/Berlin), not counting a weekend and New"
    )
    assert oracle.by_hand(because + " Year's Day (2027-01-01)") == "2026-12-30 14:00"
    assert oracle.by_hand(because.replace("3", "4", 1)) == "2026-12-30 14:00"
    with pytest.raises(AssertionError, match="soon"):
        oracle.by_hand("soon")
    assert oracle.instant("Europe/Berlin", datetime.date(2026, 3, 29), datetime.time(2, 30)) == pendulum.datetime(
        2026, 3, 29, 1, 30
    )
