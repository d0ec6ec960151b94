"""One number twice in a list: one counts, the others are set aside with the reason, and the same holds every time."""

import json
from typing import Any

import pytest

from sources.doubles import one_for_each_number
from workflow.invoices.document import read_document
from workflow.invoices.source import Received

EARLIER, LATER = "2026-11-02T08:00:00Z", "2026-11-02T10:30:00+02:00"


def item(total: str, number: str = "C-1", updated_at: object = None, **more: Any) -> Received:
    values = {"number": number, "currency": "EUR", "lines": [], "total": total, "seller": {"name": "Callaro"}, **more}
    content = json.dumps({**values, "updated_at": updated_at}).encode()
    document = read_document({**values, "source": {"name": "s", "format": "callaro"}, "sha256": "0" * 64})
    return Received(document, content, "application/json", f"{number}.json")


def counted(*items: Received) -> tuple[list[str], list[str]]:
    """Give the totals that count and those that are set aside."""
    received, aside = one_for_each_number(items)
    return [str(one.document.total) for one in received], [json.loads(one.content)["total"] for one in aside]


def test_different_numbers_all_count() -> None:
    assert counted(item("1"), item("2", "C-2")) == (["1", "2"], [])


def test_the_same_number_of_another_seller_is_another_invoice() -> None:
    assert counted(item("1"), item("2", seller={"name": "Somebody else"})) == (["1", "2"], [])


@pytest.mark.parametrize("other", [{"number": "c-1"}, {"seller": {"name": "CALLARO", "tax_id": "EU1"}}])
def test_the_same_number_written_otherwise_is_no_other_invoice(other: dict[str, Any]) -> None:
    assert counted(item("1"), item("2", **other)) == (["2"], ["1"])


def test_the_same_content_is_one_and_nothing_is_set_aside() -> None:
    assert counted(item("1", payment_status="unpaid"), item("1", payment_status="paid")) == (["1"], [])


def test_of_the_same_content_the_later_payment_counts() -> None:
    received, _ = one_for_each_number([item("1", payment_status="unpaid"), item("1", payment_status="paid")])
    assert received[0].document.payment_status == "paid"


def test_the_one_that_the_vendor_changed_last_counts() -> None:
    assert counted(item("1", updated_at=LATER), item("2", updated_at=EARLIER)) == (["1"], ["2"])


@pytest.mark.parametrize("moment", [None, EARLIER, "yesterday", "2026-11-03", "2026-11-03T08:00:00", 1793692800])
def test_a_moment_that_does_not_tell_them_apart_is_not_used(moment: object) -> None:
    assert counted(item("1", updated_at=EARLIER), item("2", updated_at=moment)) == (["2"], ["1"])


def test_else_the_last_in_the_list_counts() -> None:
    assert counted(item("1"), item("2"), item("3")) == (["3"], ["1", "2"])


@pytest.mark.parametrize("first", ["final", "void"])
def test_a_void_counts_before_the_invoice_that_it_takes_back(first: str) -> None:
    second = {"final": "void", "void": "final"}[first]
    received, aside = one_for_each_number([item("1", status=first), item("1", status=second)])
    assert (received[0].document.status, len(aside)) == ("void", 1)


@pytest.mark.parametrize("order", [("final", "void"), ("void", "final")])
def test_the_invoice_that_replaced_a_void_one_counts(order: tuple[str, str]) -> None:
    totals = {"final": "2", "void": "1"}
    assert counted(*(item(totals[status], status=status) for status in order)) == (["2"], ["1"])


def test_many_doubles_cost_no_more_than_they_are() -> None:
    totals, aside = counted(*(item(str(n), status="void" if n % 2 else "final") for n in range(300)))
    assert (totals, len(aside)) == (["298"], 299)


def test_a_final_invoice_counts_before_its_draft() -> None:
    assert counted(item("2", status="final"), item("1", status="draft")) == (["2"], ["1"])


def test_what_gives_way_says_why_and_is_not_what_somebody_waits_for() -> None:
    _, (aside,) = one_for_each_number([item("1"), item("2")])
    assert aside.reason == (
        "number: C-1 stands more than once in the vendor's list, and not with the same content. The one that comes "
        "last in the list counts, this one does not. Ask the vendor which is right."
    )
    assert not aside.may_be_awaited
    assert aside.name == "C-1.json"
