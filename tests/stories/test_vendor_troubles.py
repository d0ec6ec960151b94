"""A vendor that answers wrongly is never taken for a silent one: its workspace says so, the others go on."""

import pytest

from sandbox.misbehaviour import Misbehaviour
from sandbox.vendor import SandboxVendor
from tests.stories.month import Month
from tests.stories.setting import a_setup, a_workspace

CHASED_FROM, ALL_RUNGS_TAKEN = "2026-11-07 12:00", "2026-11-14 12:00"
KINDS: list[tuple[Misbehaviour, str, str]] = [
    ("401", "broken", CHASED_FROM),
    ("429", "incomplete", CHASED_FROM),
    ("500", "incomplete", ALL_RUNGS_TAKEN),
    ("half", "incomplete", CHASED_FROM),
    ("nonsense", "incomplete", CHASED_FROM),
]
"""What the vendor does, what its workspace shows, and until when: a silent one would be chased by then."""

SELDOM = {"429", "half", "nonsense"}
"""Told by `make long`: to the engine they are like the 500, and the source has tests of each."""


def begun(month: Month, vendor: SandboxVendor) -> None:
    """Let two workspaces of one vendor account reach the end of October."""
    acme = a_workspace("acme", "callaro", "44")
    borealis = a_workspace("borealis", "callaro", "51", "USD")
    month.applies(a_setup(acme, borealis, vendor_url=vendor.url))
    month.walks_to("2026-10-31 20:00")


@pytest.mark.parametrize(
    ("how", "shown", "until"), [pytest.param(*one, marks=pytest.mark.long if one[0] in SELDOM else ()) for one in KINDS]
)
def test_its_workspace_shows_it_and_nobody_chases(
    month: Month, vendor: SandboxVendor, how: Misbehaviour, shown: str, until: str
) -> None:
    begun(month, vendor)
    vendor.misbehave("44", how)
    month.walks_to(until)
    acme = month.workspace("acme")
    assert acme["connection"] in {"broken", "incomplete"}
    assert acme["connection"] == shown
    assert acme["problem"]
    assert acme["months"][10] == "awaiting_invoice"
    assert [line for line in month.minutes() if "missing" in line] == []
    assert {to.partition("@")[0] for to in connector_readers(month)} == {"ada", "bea"}
    assert month.review("CAL-51-2026-10", "borealis")["state"] == "open"


def test_when_it_answers_again_the_invoice_is_reviewed_late_but_reviewed(month: Month, vendor: SandboxVendor) -> None:
    begun(month, vendor)
    vendor.misbehave("44", "500")
    month.walks_to("2026-11-09 12:00")
    vendor.misbehave("44", None)
    month.walks_to("2026-11-09 20:00")
    assert month.workspace("acme")["connection"] == "complete"
    assert month.review("CAL-44-2026-10", "acme")["state"] == "open"


def test_half_a_page_brings_what_stood_on_it_and_asks_again(month: Month, vendor: SandboxVendor) -> None:
    begun(month, vendor)
    vendor.misbehave("44", "half")
    month.walks_to("2026-11-04 12:00")
    vendor.misbehave("44", None)
    month.walks_to("2026-11-05 12:00")
    assert [review["numbers"] for review in month.reviews("acme")] == [["CAL-44-2026-10"]]


def connector_readers(month: Month) -> set[str]:
    """Give who was told that a connection is broken."""
    return {message.to for message in month.post.messages if (message.notice or "").startswith("connector:")}
