"""A squeezed ladder over Christmas and New Year, every moment counted by hand from what it prints."""

from datetime import date, time

from tests.factories import a_policy
from tests.workflow.ladders import oracle
from workflow.calendars import Calendar, Closed
from workflow.ladders.deadlines import Terms, deadline_of
from workflow.ladders.planning import plan

# December 2026 · Mon 21, Tue 22, Wed 23 · Thu 24 open · Fri 25 Christmas · weekend · Mon 28, Tue 29, Wed 30 open
# Thu 31 closed by the company · Fri 1 New Year · weekend · Mon 4, Tue 5 open · Wed 6 Epiphany in Bavaria · Thu 7, Fri 8
MUNICH = Calendar("Europe/Berlin", "DE-BY", (Closed(date(2026, 12, 31), date(2026, 12, 31), "Stocktaking"),))
POLICY = a_policy()
DEADLINE = deadline_of(Terms(None, date(2027, 1, 9), date(2026, 12, 28), "invoice", 30), MUNICH, POLICY.deadline)
OPENED = MUNICH.at(date(2026, 12, 30), time(16, 30))


def test_the_deadline_says_how() -> None:
    assert DEADLINE.payment_because == (
        "due on 2027-01-09, a Saturday; the last business day before it is 2027-01-08; cut-off 14:00 Europe/Berlin"
    )
    # Thu 7 is 1, Tue 5 is 2, Mon 4 is 3
    assert DEADLINE.decide_by == MUNICH.at(date(2027, 1, 4), time(14))
    assert DEADLINE.decide_because == (
        "3 business days before the payment deadline (2027-01-08 14:00 Europe/Berlin), not counting Epiphany"
        " (2027-01-06)"
    )


def test_each_rung_says_how() -> None:
    due = "(2027-01-04 14:00 Europe/Berlin)"
    new_year = "a weekend, New Year's Day (2027-01-01) and “Stocktaking” (2026-12-31)"
    was = "that was 2026-12-29 14:00 Europe/Berlin, already past"
    christmas = "2 weekends, Christmas Day (2026-12-25), New Year's Day (2027-01-01) and “Stocktaking” (2026-12-31)"
    rungs = [
        (rung.name, rung.state, MUNICH.local(rung.at).format("MM-DD HH:mm"), rung.because)
        for rung in plan(DEADLINE.decide_by, OPENED, MUNICH, POLICY)
    ]
    # Wed 30 is 1, Tue 29 is 2, Mon 28 is 3, Thu 24 is 4
    assert rungs == [
        (
            "reminder", "dropped", "12-24 14:00",
            f"4 business days before the decision is due {due}, not counting {christmas}, already past at the opening",
        ),
        (
            "warning", "dropped", "12-28 14:00",
            f"3 business days before the decision is due {due}, not counting {new_year}, already past at the opening",
        ),
        (
            "escalation", "planned", "12-30 16:30",
            f"at the opening: 2 business days before the decision is due {due}, not counting {new_year}; {was}",
        ),
        (
            "final_call", "dropped", "12-30 14:00",
            f"1 business day before the decision is due {due}, not counting {new_year}, already past at the opening",
        ),
        ("overdue", "planned", "01-05 14:00", f"1 business day after the decision was due {due}"),
    ]  # fmt: skip


def test_what_a_reader_makes_of_the_sentences_is_the_plan() -> None:
    rungs = plan(DEADLINE.decide_by, OPENED.subtract(days=12), MUNICH, POLICY)
    found = [oracle.by_hand(rung.because) for rung in rungs]
    assert found == [
        "2026-12-24 14:00", "2026-12-28 14:00", "2026-12-29 14:00", "2026-12-30 14:00", "2027-01-05 14:00",
    ]  # fmt: skip
    assert found == [MUNICH.local(rung.at).format("YYYY-MM-DD HH:mm") for rung in rungs]
