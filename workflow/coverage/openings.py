"""The reviews that are still to be opened: when each may be, and until when it may wait for somebody."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pendulum import DateTime

from workflow.calendars import ONE_DAY
from workflow.coverage.schedule import horizon
from workflow.ladders.deadlines import Terms, deadline_of
from workflow.people.workspace import Workspace
from workflow.periods.closing import Window, windows_until
from workflow.periods.period import BillingPeriod
from workflow.policy.policy import Policy


@dataclass(frozen=True)
class Opening:
    """A review that is to come: somebody is needed from `first_on` on, and until it is decided, at `decide_by`."""

    first_on: datetime.date
    decide_by: DateTime


def coming(workspace: Workspace, periods: Sequence[BillingPeriod], now: DateTime, policy: Policy) -> Iterator[Opening]:
    """Give the openings of the periods that end before the admins are told again.

    `periods` are those that are written and whose invoice has not come; those that follow are not written yet.
    """
    until = horizon(now, workspace.calendar)
    unwritten = [one for one in windows_until(workspace, until, policy.missing) if one.ends_on >= workspace.review_from]
    every: list[BillingPeriod | Window] = [*periods, *unwritten]
    return (opening_of(workspace, one, policy) for one in every if one.ends_at <= until)


def opening_of(workspace: Workspace, period: BillingPeriod | Window, policy: Policy) -> Opening:
    """Say when the review of a period's invoice is likely to be open.

    The invoice may come on the day after the period ends. At the latest it is issued on the day by which it is
    expected, says nothing about when it is due, and so is to be decided as the payment terms say.
    """
    calendar = workspace.calendar
    issued_on = calendar.local_date(period.expected_by)
    terms = Terms(issued_on, None, issued_on, workspace.collection, workspace.payment_terms_days)
    decide_by = deadline_of(terms, calendar, policy.deadline).decide_by
    return Opening(period.ends_on + ONE_DAY, max(decide_by, period.expected_by))


def days_of(openings: Iterable[Opening], workspace: Workspace, today: datetime.date) -> dict[datetime.date, DateTime]:
    """Give the business days on which somebody is needed, from today on, each with the decision that is due first."""
    calendar = workspace.calendar
    found: dict[datetime.date, DateTime] = {}
    for one in sorted(openings, key=lambda one: one.decide_by):
        day, last = max(one.first_on, today), calendar.local_date(one.decide_by)
        while day <= last:
            if calendar.is_business_day(day):
                found.setdefault(day, one.decide_by)
            day += ONE_DAY
    return dict(sorted(found.items()))
