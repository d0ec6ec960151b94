"""A month that closes cleanly: two answers, one released invoice, and nobody hears more."""

from tests.stories.month import Month
from tests.stories.setting import a_setup, an_invoice


def until_opened(month: Month) -> None:
    """Let October end; its invoice lies there on the second of November and is much like September's."""
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-11-02 06:00")
    month.comes(an_invoice(10, "1040.00"))
    month.walks_to("2026-11-02 09:00")


def test_two_approvals_release_the_invoice_and_close_the_period(month: Month) -> None:
    until_opened(month)
    assert month.workspace()["months"] == {9: "history", 10: "invoiced", 11: "open"}
    month.walks_to("2026-11-03 10:00")
    assert month.reader("ana").answers("approve", "A-10") == 303
    month.walks_to("2026-11-03 16:00")
    assert month.reader("omar").answers("approve", "A-10") == 303
    month.walks_to("2026-11-12 18:00")
    assert month.minutes() == [
        "Mon 2 Nov 07:00 ana: opened",
        "Mon 2 Nov 07:00 omar: opened",
        "Tue 3 Nov 16:00 ana: decided",
        "Tue 3 Nov 16:00 ap: released",
    ]
    assert month.review("A-10")["state"] == "approved"
    assert month.workspace()["months"] == {9: "history", 10: "reviewed", 11: "open"}


def test_accounts_payable_gets_the_document_only_once_approved(month: Month) -> None:
    until_opened(month)
    month.reader("ana").answers("approve", "A-10")
    month.walks_to("2026-11-03 10:00")
    assert "ap@acme.example" not in month.addresses()
    month.reader("omar").answers("approve", "A-10")
    month.ticks()
    (released,) = month.reader("ap").has()
    assert b"A-10.json" in released.raw


def test_a_flag_asks_an_admin_who_settles(month: Month) -> None:
    until_opened(month)
    month.reader("ana").answers("flag", "A-10", "The minutes look doubled.")
    month.walks_to("2026-11-02 10:00")
    assert month.review("A-10")["state"] == "disputed"
    assert "The minutes look doubled." in month.reader("ada").has()[-1].text
    assert month.reader("ada").answers("reject", "A-10", "They are doubled; the vendor corrects it.") == 303
    month.walks_to("2026-11-12 18:00")
    assert month.minutes(since="2026-11-02 09:00") == [
        "Mon 2 Nov 09:00 ada: opened",
        "Mon 2 Nov 10:00 ana: decided",
        "Mon 2 Nov 10:00 omar: decided",
    ]
    assert month.review("A-10")["state"] == "rejected"


def test_september_is_history_that_nobody_is_asked_about(month: Month) -> None:
    until_opened(month)
    assert [review["numbers"] for review in month.reviews()] == [["A-10"]]


def test_looking_asks_for_a_code_once_and_changes_nothing(month: Month) -> None:
    until_opened(month)
    ana = month.reader("ana")
    link = ana.link("A-10") or ""
    assert "1,040.00" not in ana.browser.get(link).text
    ana.opens("A-10")
    assert "1,040.00" in ana.browser.get(link).text
    assert month.review("A-10")["state"] == "open"
