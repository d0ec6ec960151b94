"""An invoice that never comes: finance first, then the vendor, twice, then the admins."""

import pytest

from tests.stories.month import Month
from tests.stories.setting import a_setup, an_invoice

SEND = '[policy]\nvendor_mail = "send"\n'


def test_the_vendor_is_written_to_twice_and_then_the_admins_are_told(month: Month) -> None:
    month.applies(a_setup(policy=SEND))
    month.comes(an_invoice(9))
    month.walks_to("2026-11-17 12:00")
    assert month.minutes() == [
        "Fri 6 Nov 09:00 ana: missing late",
        "Tue 10 Nov 09:00 billing: missing chase",
        "Thu 12 Nov 09:00 billing: missing chase again",
        "Fri 13 Nov 09:00 ada: missing admin",
        "Fri 13 Nov 09:00 bea: missing admin",
    ]
    assert month.workspace()["months"][10] == "late"


def test_the_vendor_answers_to_finance(month: Month) -> None:
    month.applies(a_setup(policy=SEND))
    month.comes(an_invoice(9))
    month.walks_to("2026-11-10 12:00")
    (letter,) = month.reader("billing").has()
    assert letter.header("Reply-To") == "ana@acme.example"
    assert "A-9" in letter.text


def test_by_default_finance_gets_the_letter_as_a_draft_to_send(month: Month) -> None:
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-11-17 12:00")
    assert month.minutes() == [
        "Fri 6 Nov 09:00 ana: missing late",
        "Tue 10 Nov 09:00 ana: missing chase",
        "Thu 12 Nov 09:00 ana: missing chase again",
        "Fri 13 Nov 09:00 ada: missing admin",
        "Fri 13 Nov 09:00 bea: missing admin",
    ]


@pytest.mark.parametrize(
    ("comes_at", "told"),
    [
        ("2026-11-05 20:00", []),
        ("2026-11-09 20:00", ["Fri 6 Nov 09:00 ana: missing late", "Tue 10 Nov 00:00 ana: missing arrived"]),
    ],
)
def test_the_chase_ends_when_the_invoice_comes(month: Month, comes_at: str, told: list[str]) -> None:
    month.applies(a_setup(policy=SEND))
    month.comes(an_invoice(9))
    month.walks_to(comes_at)
    month.comes(an_invoice(10))
    month.walks_to("2026-11-13 12:00")
    assert [line for line in month.minutes() if "missing" in line] == told
    assert month.workspace()["months"][10] == "invoiced"
    assert month.review("A-10")["state"] == "open"
