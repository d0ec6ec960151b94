"""Forty days without a tick: on return everything that is due happens, and nobody is flooded."""

from collections import Counter

from tests.stories.month import Month
from tests.stories.setting import a_setup, an_invoice


def mails_by_subject(month: Month, since: int) -> Counter[tuple[str, str]]:
    """Count the mails after the first so many by reader and by the review or period they are about."""
    return Counter((mail.to, (mail.notice or "").split(":")[1]) for mail in month.post.messages[since:])


def test_an_ignored_review_costs_each_reader_one_mail(month: Month) -> None:
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-11-02 06:00")
    month.comes(an_invoice(10))
    month.walks_to("2026-11-03 12:00")
    before = len(month.post.messages)
    month.sleeps_until("2026-12-13 12:00")
    counted = mails_by_subject(month, before)
    october = month.review("A-10")["id"]
    assert {to.partition("@")[0]: count for (to, about), count in counted.items() if about == october} == {
        "ada": 1,
        "ana": 1,
        "bea": 1,
        "omar": 1,
    }
    assert set(counted.values()) == {1}


def test_the_admin_still_hears_of_it_first_as_an_escalation(month: Month) -> None:
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-11-02 06:00")
    month.comes(an_invoice(10))
    month.walks_to("2026-11-03 12:00")
    month.sleeps_until("2026-12-13 12:00")
    assert month.minutes(about="A-10", since="2026-12-13 00:00") == [
        "Sun 13 Dec 12:00 ada: escalation",
        "Sun 13 Dec 12:00 ana: warning",
        "Sun 13 Dec 12:00 bea: overdue",
        "Sun 13 Dec 12:00 omar: warning",
    ]


def test_an_invoice_that_never_came_costs_each_reader_one_mail(month: Month) -> None:
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-10-30 12:00")
    month.sleeps_until("2026-12-10 12:00")
    month.walks_to("2026-12-10 20:00")
    # Nobody could be called silent before; October's and November's days of grace count from today.
    assert set(mails_by_subject(month, 0).values()) == {1}
    assert month.minutes() == ["Thu 10 Dec 18:00 ana: missing late"] * 2


def test_what_came_meanwhile_is_asked_about_at_once(month: Month) -> None:
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-10-30 12:00")
    month.comes(an_invoice(10))
    month.sleeps_until("2026-12-10 12:00")
    assert month.minutes() == [
        "Thu 10 Dec 12:00 ada: escalation",
        "Thu 10 Dec 12:00 ana: opened",
        "Thu 10 Dec 12:00 bea: final call",
        "Thu 10 Dec 12:00 omar: opened",
    ]
