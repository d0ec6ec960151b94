"""Two people click at once: one after the other, whatever the order."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.stories.month import Month
from tests.stories.reader import Form, Reader
from tests.stories.setting import a_setup, an_invoice


def opened(month: Month, until: str) -> None:
    """Let an invoice come on the second of November and nobody answer until the given moment."""
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-11-02 06:00")
    month.comes(an_invoice(10))
    month.walks_to(until)


def at_once(*clicks: tuple[Reader, str]) -> list[int]:
    """Let readers open the page, and then send their answers in the same moment; gives the statuses, sorted."""
    forms = [(reader, reader.opens("A-10"), answer) for reader, answer in clicks]
    together = Barrier(len(forms))

    def click(reader: Reader, form: Form, answer: str) -> int:
        together.wait(10)
        return reader.sends(form, answer, "as agreed on the phone")

    with ThreadPoolExecutor(len(forms)) as hands:
        return sorted(hands.map(lambda one: click(*one), forms))


def test_two_reviewers_who_approve_at_once_approve_it_once(month: Month) -> None:
    opened(month, "2026-11-02 09:00")
    assert at_once((month.reader("ana"), "approve"), (month.reader("omar"), "approve")) == [303, 303]
    month.walks_to("2026-11-12 18:00")
    assert month.review("A-10")["state"] == "approved"
    told = [line.partition(": ")[2] for line in month.minutes(since="2026-11-02 09:00")]
    assert sorted(told) == ["decided", "released"]


def test_of_two_admins_on_one_seat_the_first_settles(month: Month) -> None:
    opened(month, "2026-11-10 15:00")
    assert at_once((month.reader("ada"), "approve"), (month.reader("bea"), "reject")) == [303, 409]
    month.walks_to("2026-11-12 18:00")
    admins = [seat for seat in month.review("A-10")["assignments"] if seat["role"] == "admin"]
    assert len(admins) == 1
    assert admins[0]["state"] == month.review("A-10")["state"]


@pytest.mark.long
def test_a_reviewer_and_an_admin_at_once_settle_it_once(month: Month) -> None:
    opened(month, "2026-11-10 15:00")
    month.reader("omar").answers("approve", "A-10")
    statuses = at_once((month.reader("ana"), "approve"), (month.reader("ada"), "reject"))
    assert statuses == [303, 409]
    month.walks_to("2026-11-12 18:00")
    settled = [seat["state"] for seat in month.review("A-10")["assignments"] if seat["role"] != "operations"]
    assert sorted(settled) in (["approved", "cancelled"], ["cancelled", "rejected"])


def test_two_clicks_of_one_hand_are_one_answer(month: Month) -> None:
    opened(month, "2026-11-02 09:00")
    assert at_once((month.reader("ana"), "approve"), (month.reader("ana"), "approve")) == [303, 409]
    assert sum("assignment.approved" in line for line in month.export()) <= 1
