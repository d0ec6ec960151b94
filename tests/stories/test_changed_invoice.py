"""A changed invoice is another question: the old review is withdrawn, a new one asks again."""

from tests.stories.month import Month
from tests.stories.setting import a_setup, an_invoice


def changed(month: Month) -> None:
    """Let finance approve, and then the vendor correct the invoice from 1000 to 1300."""
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-11-02 06:00")
    month.comes(an_invoice(10))
    month.walks_to("2026-11-02 09:00")
    month.reader("ana").answers("approve", "A-10")
    month.comes(an_invoice(10, "1300.00"))


def test_the_open_review_is_withdrawn_and_a_new_one_opened(month: Month) -> None:
    changed(month)
    month.walks_to("2026-11-02 15:00")
    assert [review["state"] for review in month.reviews()] == ["withdrawn", "open"]
    assert month.minutes(since="2026-11-02 10:00") == [
        "Mon 2 Nov 13:00 ana: opened",
        "Mon 2 Nov 13:00 ana: withdrawn",
        "Mon 2 Nov 13:00 omar: opened",
        "Mon 2 Nov 13:00 omar: withdrawn",
    ]


def test_an_earlier_answer_does_not_carry_over(month: Month) -> None:
    changed(month)
    month.walks_to("2026-11-02 15:00")
    assert month.reader("omar").answers("approve", "1,300.00") == 303
    assert month.review("A-10")["state"] == "open"
    assert month.reader("ana").answers("approve", "1,300.00") == 303
    assert month.review("A-10")["state"] == "approved"
    month.ticks()


def test_a_form_that_was_opened_before_the_change_is_refused(month: Month) -> None:
    changed(month)
    form = month.reader("omar").opens("A-10")
    month.walks_to("2026-11-02 15:00")
    assert month.reader("omar").sends(form, "approve") == 409
    assert [review["state"] for review in month.reviews()] == ["withdrawn", "open"]


def test_a_change_after_the_approval_asks_again(month: Month) -> None:
    changed(month)
    month.comes(an_invoice(10))
    month.reader("omar").answers("approve", "A-10")
    month.comes(an_invoice(10, "1300.00"))
    month.walks_to("2026-11-02 15:00")
    assert [review["state"] for review in month.reviews()] == ["approved", "open"]
    assert month.workspace()["months"][10] == "invoiced"
