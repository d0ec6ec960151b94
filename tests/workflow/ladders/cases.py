"""Invented places, policies and moments for the properties of plans; drawn from few numbers, so that they are cheap."""

import datetime
from datetime import date, time

from hypothesis import strategies as st

from tests.factories import a_policy
from workflow.calendars import Calendar, Closed
from workflow.ladders.deadlines import Terms
from workflow.policy.parts import DeadlinePolicy, QuietPolicy, Weekday
from workflow.policy.policy import Policy

DEFAULT = a_policy()
NEVER = time(0)
COUNTRIES = (
    "DE", "DE-BY", "US", "US-CA", "GB", "GB-SCT", "NZ", "CN", "IN", "CL", "CU", "EG", "AU-NSW", "CA-QC", "ES-CT", "JP",
)  # fmt: skip
ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "Antarctica/Troll",
    "America/Havana", "Asia/Beirut", "Africa/Cairo", "America/Santiago", "Asia/Kolkata", "Pacific/Kiritimati", "UTC",
)  # fmt: skip
WORKED = (frozenset({1, 2, 3, 4, 5}),) * 5 + tuple(
    map(frozenset, [{1, 2, 3}, {2, 4}, {3}, {1, 2, 3, 4, 7}, {1, 2, 3, 4, 5, 6, 7}])
)
RUNS: tuple[tuple[Weekday, ...], ...] = ((), (), ("thu",), ("fri",), ("mon", "thu"), ("tue",), ("mon", "wed", "fri"))
QUIET = (
    (NEVER, NEVER), (NEVER, NEVER), (time(20), time(8)), (time(22), time(7)), (time(12), time(15)), (time(2), time(8)),
    (time(0), time(9)), (time(18), time(0)), (time(0, 30), time(0)), (time(2, 30), time(3, 30)), (time(14), time(2)),
)  # fmt: skip
CUTOFFS = (time(14), time(14), time(2, 30), time(0), time(0, 30), time(23, 59), time(7), time(13, 30), time(17))
FIRST = date(2024, 1, 1)
MINUTE = datetime.timedelta(minutes=1)

days = st.integers(0, 3 * 366).map(lambda n: FIRST + datetime.timedelta(days=n))
closures = st.builds(
    lambda first, n: Closed(first, first + datetime.timedelta(days=n), "Shutdown"), days, st.integers(0, 12)
)
places = st.builds(
    Calendar,
    st.sampled_from(ZONES),
    st.sampled_from(COUNTRIES),
    st.lists(closures, max_size=2).map(tuple),
    st.sampled_from(WORKED),
)
counts = st.lists(st.integers(1, 12), min_size=4, max_size=4).map(lambda each: sorted(each, reverse=True))
quiets = st.sampled_from([QuietPolicy(from_=begins, until=ends) for begins, ends in QUIET])


def _deadlines(its: list[int], cutoff: time, lead: int, runs: tuple[Weekday, ...]) -> DeadlinePolicy:
    names = ("reminder", "warning", "escalation", "final_call")
    update = {**dict(zip(names, its, strict=True)), "cutoff": cutoff, "lead_business_days": lead, "runs": runs}
    return DEFAULT.deadline.model_copy(update=update)


deadline_policies = st.builds(
    _deadlines, counts, st.sampled_from(CUTOFFS), st.sampled_from([0, 1, 2, 3, 3, 5, 10]), st.sampled_from(RUNS)
)
policies: st.SearchStrategy[Policy] = st.builds(
    lambda deadline, quiet: DEFAULT.model_copy(update={"deadline": deadline, "quiet": quiet}), deadline_policies, quiets
)
maybe_days = st.one_of(st.none(), days)
terms = st.builds(
    Terms,
    maybe_days,
    maybe_days,
    days,
    st.sampled_from(["invoice", "automatic"]),
    st.sampled_from([0, 7, 14, 30, 60]),
    st.one_of(st.none(), st.none(), days),
    st.sampled_from([False, False, False, True]),
)
shifts = st.one_of(st.integers(-60 * 24 * 40, 60 * 24 * 20), st.integers(-60 * 24 * 5, 60 * 24)).map(MINUTE.__mul__)
"""How much earlier or later than `decide_by` something happens."""
