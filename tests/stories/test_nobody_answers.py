"""Nobody answers: reminder, warning, escalation, final call, overdue, each once and in time."""

from config.clock import parse_moment
from tests.stories.month import Month, local
from tests.stories.setting import a_setup, an_invoice


def begun(month: Month) -> None:
    """Let October end, and its invoice come on the second of November, due on Monday the 16th."""
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-11-01 12:00")
    month.comes(an_invoice(10))


def test_everybody_is_told_in_their_turn_and_once(month: Month) -> None:
    begun(month)
    month.walks_to("2026-11-13 18:00")
    assert month.minutes() == [
        "Sun 1 Nov 13:00 ana: opened",
        "Sun 1 Nov 13:00 omar: opened",
        "Thu 5 Nov 14:00 ana: reminder",
        "Thu 5 Nov 14:00 omar: reminder",
        "Fri 6 Nov 14:00 ana: warning",
        "Fri 6 Nov 14:00 omar: warning",
        "Mon 9 Nov 14:00 ada: escalation",
        "Tue 10 Nov 14:00 ada: final call",
        "Tue 10 Nov 14:00 bea: final call",
        "Thu 12 Nov 14:00 ada: overdue",
        "Thu 12 Nov 14:00 bea: overdue",
        "Fri 13 Nov 14:00 ada: overdue",
        "Fri 13 Nov 14:00 bea: overdue",
    ]


def test_the_escalation_leaves_time_to_decide_and_to_pay(month: Month) -> None:
    begun(month)
    month.walks_to("2026-11-09 14:00")
    plan = month.explains("acme:A-10")
    assert month.minutes()[-1] == "Mon 9 Nov 14:00 ada: escalation"
    assert month.now < parse_moment(plan["decide_by"]) < parse_moment(plan["payment_deadline"])
    assert parse_moment(plan["payment_deadline"]) == local("2026-11-16 14:00")


def test_being_overdue_is_told_each_business_day_until_an_admin_settles(month: Month) -> None:
    begun(month)
    month.walks_to("2026-11-17 15:00")
    assert month.reader("bea").answers("approve", "A-10") == 303
    month.walks_to("2026-11-20 12:00")
    assert month.minutes(since="2026-11-14 00:00") == [
        "Mon 16 Nov 14:00 ada: overdue",
        "Mon 16 Nov 14:00 bea: overdue",
        "Tue 17 Nov 14:00 ada: overdue",
        "Tue 17 Nov 14:00 bea: overdue",
        "Tue 17 Nov 15:00 ada: decided",
        "Tue 17 Nov 15:00 ana: decided",
        "Tue 17 Nov 15:00 ap: released",
        "Tue 17 Nov 15:00 omar: decided",
    ]
    assert month.workspace()["months"][10] == "reviewed"


def test_time_alone_approves_nothing(month: Month) -> None:
    begun(month)
    month.sleeps_until("2026-11-24 12:00")
    assert month.review("A-10")["state"] == "open"
