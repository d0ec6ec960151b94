"""The page says by when to decide; once that is past, how late it is and what happens now."""

from pendulum import DateTime

from notifications.figures import Figures
from tests.notifications.samples import a_case, berlin
from tests.web.site import Site
from web.views.deadline import DeadlineView, deadline_view
from workflow.reviews.casefile import RungFacts

TAKEN = RungFacts("final_call", berlin(14), "", "done")
COMING = RungFacts("overdue", berlin(18), "", "planned")


def seen(now: DateTime, *rungs: RungFacts) -> DeadlineView:
    """Look at a review that is to be decided by the 15th, with the money due on the 18th."""
    case = a_case(rungs=rungs, decide_by=berlin(15), payment_deadline=berlin(18).add(hours=1))
    return deadline_view(case, Figures("Europe/Berlin", "en_US"), now)


def plain(text: str) -> str:
    """Give a text with ordinary spaces."""
    return " ".join(text.split())


def test_in_time_it_counts_the_days_and_names_what_comes_next() -> None:
    shown = seen(berlin(10), RungFacts("warning", berlin(11), "", "planned"))
    assert (shown.left, shown.late, shown.now) == ("in 5 days", "", ())
    assert plain(shown.next).endswith("Berlin time: a warning goes to whoever has not answered.")


def test_late_it_says_how_late_and_what_happens_until_somebody_settles_it() -> None:
    shown = seen(berlin(17), TAKEN, COMING)
    assert (shown.left, shown.late, shown.paid_late) == ("", "2 days late", False)
    called, daily, settles = map(plain, shown.now)
    assert called.startswith("Every admin had a final call on Mon, Dec 14, 2026")
    assert daily.startswith("Every admin is told each business day that it is overdue, next on Fri, Dec 18, 2026")
    assert settles == "The first answer of an admin settles it."


def test_from_the_moment_on_it_is_late() -> None:
    assert (seen(berlin(15)).late, seen(berlin(15).subtract(seconds=1)).late) == ("late since today", "")


def test_the_money_is_late_once_its_own_moment_is_past() -> None:
    assert seen(berlin(19)).paid_late


def test_the_page_says_it_at_its_top(quick_site: Site) -> None:
    browser = quick_site.known("finance")
    assert "Decide by <strong>" in browser.get(quick_site.page("finance")).text
    quick_site.clock.now = quick_site.clock.now.add(days=10)
    late = browser.get(quick_site.page("finance")).text
    assert "Was to be decided by <strong>" in late
    assert '<strong class="late">2 days late</strong>' in late
    assert "Decide by <strong>" not in late
