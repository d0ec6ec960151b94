"""A mail server that refuses for hours: the notices wait, say so, and all go out afterwards, once."""

from tests.stories.month import Month
from tests.stories.setting import a_setup, an_invoice


def refused_for_hours(month: Month) -> None:
    """Let the mail server refuse from the moment the review opens."""
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-11-02 06:00")
    month.comes(an_invoice(10))
    month.post.refuse("4.3.2 closed for now")
    month.walks_to("2026-11-02 08:00")


def test_what_waits_says_why(month: Month) -> None:
    refused_for_hours(month)
    assert month.minutes() == []
    assert [notice.kind for notice in month.waiting()] == ["opened", "opened"]
    assert all("closed for now" in (notice.problem or "") for notice in month.waiting())
    assert any("closed for now" in trouble.error for report in month.reports for _, trouble in report.troubles)
    month.post.accept()
    month.walks_to("2026-11-02 10:00")


def test_everything_goes_out_once_within_a_quarter_of_an_hour(month: Month) -> None:
    refused_for_hours(month)
    month.walks_to("2026-11-02 14:00")
    month.post.accept()
    month.walks_to("2026-11-02 14:15")
    told = [line.partition(": ")[0].rpartition(" ")[2] for line in month.minutes()]
    assert sorted(told) == ["ana", "omar"]
    assert month.waiting() == []


def test_an_escalation_that_was_held_up_reaches_the_admin_before_the_deadline(month: Month) -> None:
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-11-02 06:00")
    month.comes(an_invoice(10))
    month.walks_to("2026-11-09 12:00")
    month.post.refuse("4.3.2 closed for now")
    month.walks_to("2026-11-09 15:00")
    month.post.accept()
    month.walks_to("2026-11-09 15:15")
    (line,) = month.minutes(since="2026-11-09 12:00")
    assert line.startswith("Mon 9 Nov 15:")
    assert line.endswith("ada: escalation")
