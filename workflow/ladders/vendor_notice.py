"""By when a vendor is told in writing what is wrong: contracts often want it before the day of payment."""

from pendulum import DateTime

from workflow.calendars import ONE_DAY, BusinessDays, Calendar
from workflow.ladders.days_off import not_counting
from workflow.ladders.moments import as_clocks_go, written
from workflow.ladders.quiet import delay_said, next_open
from workflow.ladders.rungs import Rung, RungName, RungState
from workflow.policy.parts import QuietPolicy
from workflow.policy.policy import MIDNIGHT

ONE_DAY_BEFORE = BusinessDays(-1)


def vendor_notice(
    payment_deadline: DateTime, begins: DateTime, calendar: Calendar, quiet: QuietPolicy, beginning: str = "flag"
) -> Rung:
    """Plan the rung on the business day before the payment deadline, at its local time.

    Where that is past, it is at `begins`, which `beginning` names. Quiet hours delay it within its day, and what is
    late already until the payment; where they would delay it longer, it comes in them.
    """
    local = calendar.local(payment_deadline)
    day, time = calendar.shift(local.date(), ONE_DAY_BEFORE), local.time()
    between = not_counting(day, local.date(), calendar)
    paid = written(payment_deadline, calendar)
    because = f"notice to the vendor is due by the business day before payment ({paid}){between}"
    nominal = calendar.at(day, time)
    at = _delayed(nominal, calendar.at(day + ONE_DAY, MIDNIGHT), calendar, quiet)
    because += as_clocks_go(day, time, calendar) + delay_said(nominal, at, calendar, quiet)
    if at >= begins:
        return Rung(RungName.VENDOR_NOTICE, at, because)
    moved = _delayed(begins, payment_deadline, calendar, quiet)
    was = f"at the {beginning}: {because}; {written(at, calendar)} is already past"
    return Rung(RungName.VENDOR_NOTICE, moved, was + delay_said(begins, moved, calendar, quiet))


def _delayed(at: DateTime, before: DateTime, calendar: Calendar, quiet: QuietPolicy) -> DateTime:
    opens = next_open(at, calendar, quiet)
    return opens if opens < before else at


def noticed_anew(rung: Rung, payment_deadline: DateTime, now: DateTime, calendar: Calendar, quiet: QuietPolicy) -> Rung:
    """Move the rung that is still to come with the payment deadline; any other one stays as it is."""
    if rung.name is not RungName.VENDOR_NOTICE or rung.state is not RungState.PLANNED:
        return rung
    return vendor_notice(payment_deadline, now, calendar, quiet, "re-planning")
