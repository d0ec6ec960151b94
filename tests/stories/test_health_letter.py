"""The month is over: each admin is told once how its reviews went, and nobody of a month without any."""

import pytest

from tests.stories.month import Month
from tests.stories.setting import a_setup, a_workspace, an_invoice


def test_the_admins_are_told_once_over_all_workspaces(month: Month) -> None:
    month.applies(a_setup(a_workspace(), a_workspace("globex", account="45")))
    month.walks_to("2026-11-02 06:00")
    month.comes(an_invoice(10))
    month.comes(an_invoice(10, number="G-10"), "globex")
    month.walks_to("2026-11-02 09:00")
    assert not [line for line in month.minutes() if "health" in line], "nothing was decided in October"
    for number in ("A-10", "G-10"):
        for name in ("ana", "omar"):
            assert month.reader(name).answers("approve", number) == 303
    month.sleeps_until("2026-12-01 20:00")
    month.walks_to("2026-12-02 10:00")
    told = [line for line in month.minutes(since="2026-11-04 00:00") if "health" in line]
    assert told == ["Wed 2 Dec 09:00 ada: health", "Wed 2 Dec 09:00 bea: health"]
    letter = month.reader("ada").has()[-1].text
    assert "2 invoice reviews were decided in November 2026, in 2 workspaces." in letter
    assert "2 of 2 reviews (100 %) were decided in time." in letter


@pytest.mark.long
def test_after_an_outage_over_two_months_only_the_newest_is_told(month: Month) -> None:
    month.applies(a_setup())
    month.walks_to("2026-11-02 06:00")
    month.comes(an_invoice(10))
    month.walks_to("2026-11-02 09:00")
    for name in ("ana", "omar"):
        month.reader(name).answers("approve", "A-10")
    month.sleeps_until("2027-01-20 10:00")
    assert not [line for line in month.minutes() if "health" in line], (
        "November is not told any more, December had none"
    )
