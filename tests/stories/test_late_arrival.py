"""An invoice that arrives after its due date goes to the admins at once, one mail each."""

import pytest

from tests.stories.month import Month
from tests.stories.setting import a_setup, an_invoice


def test_escalation_and_final_call_at_once_and_one_mail_to_the_picked_admin(month: Month) -> None:
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-11-18 15:00")
    month.comes(an_invoice(10))
    month.walks_to("2026-11-18 22:00")
    assert month.minutes(about="A-10", since="2026-11-18 15:00") == [
        "Wed 18 Nov 19:00 ada: escalation",
        "Wed 18 Nov 19:00 ada: missing arrived",
        "Wed 18 Nov 19:00 ana: missing arrived",
        "Wed 18 Nov 19:00 ana: opened",
        "Wed 18 Nov 19:00 bea: final call",
        "Wed 18 Nov 19:00 bea: missing arrived",
        "Wed 18 Nov 19:00 omar: opened",
    ]


def test_it_is_overdue_from_the_next_business_day(month: Month) -> None:
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-11-20 09:00")
    month.comes(an_invoice(10))
    month.walks_to("2026-11-23 18:00")
    assert month.minutes(about="A-10", since="2026-11-21 00:00") == [
        "Mon 23 Nov 14:00 ada: overdue",
        "Mon 23 Nov 14:00 bea: overdue",
    ]


@pytest.mark.long
def test_any_admin_who_was_told_can_settle_it(month: Month) -> None:
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-11-18 15:00")
    month.comes(an_invoice(10))
    month.walks_to("2026-11-18 22:00")
    assert month.reader("bea").answers("approve", "A-10") == 303
    assert month.reader("ada").browser.get(month.reader("ada").link("A-10") or "").status_code == 200
    month.walks_to("2026-11-20 18:00")
    assert month.review("A-10")["state"] == "approved"
    assert [line for line in month.minutes() if "overdue" in line] == []
