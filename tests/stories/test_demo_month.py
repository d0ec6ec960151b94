"""The demo's month, tick by tick: one clean, one that nobody answers until an admin does, one that never comes."""

import pytest

from sandbox.books import Books, demo_books
from sandbox.setup import API_KEY_ENV, demo_setup
from sandbox.vendor import PARTNER_KEY, SandboxVendor
from tests.stories.month import Month

CLEAN, RISEN = "CAL-44-2026-10", "CAL-51-2026-10"


@pytest.fixture
def books() -> Books:
    """Return the demo's books."""
    return demo_books()


def play(month: Month, read: set[str | None]) -> None:
    """Answer as the demo's people do: at once for the clean invoice, for the risen one only once escalated."""
    for message in [one for one in month.post.messages if one.notice not in read]:
        read.add(message.notice)
        kind = (message.notice or "").split(":")
        if kind[0] == "digest" and CLEAN in message.text:
            answer_once(month, message.to, CLEAN)
        if kind[0] == "rung" and kind[2] == "escalation":
            answer_once(month, message.to, RISEN)


def answer_once(month: Month, to: str, number: str) -> None:
    """Approve unless that is done or no longer asked."""
    reviews = [review for review in month.standing()["reviews"] if number in review["numbers"]]
    if to in [seat["person"] for review in reviews for seat in review["assignments"] if seat["state"] == "open"]:
        assert month.reader(to.partition("@")[0]).answers("approve", number) == 303


@pytest.mark.long
def test_the_month_goes_as_the_demo_tells_it(
    month: Month, vendor: SandboxVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(API_KEY_ENV, PARTNER_KEY)
    month.applies(demo_setup(vendor.url))
    read: set[str | None] = set()
    month.walks_to("2026-11-20 12:00", after_each=lambda: play(month, read))
    assert month.review(CLEAN, "acme-emea")["state"] == "approved"
    assert month.review(RISEN, "borealis")["state"] == "approved"
    assert month.workspace("cobalt")["months"][10] == "late"
    assert month.minutes() == [
        "Mon 2 Nov 09:00 ana: digest",
        "Mon 2 Nov 09:00 felix: digest",
        "Mon 2 Nov 10:00 ana: decided",
        "Mon 2 Nov 10:00 ap: released",
        "Mon 2 Nov 10:00 omar: digest",
        "Wed 4 Nov 22:00 felix: reminder",
        "Wed 4 Nov 22:00 omar: reminder",
        "Thu 5 Nov 22:00 felix: warning",
        "Thu 5 Nov 22:00 omar: warning",
        "Fri 6 Nov 10:00 ana: missing late",
        "Fri 6 Nov 10:00 felix: missing late",
        "Fri 6 Nov 22:00 ada: escalation",
        "Fri 6 Nov 22:00 ap: released",
        "Fri 6 Nov 22:00 felix: decided",
        "Fri 6 Nov 22:00 omar: decided",
        "Tue 10 Nov 10:00 billing: missing chase",
        "Thu 12 Nov 10:00 billing: missing chase again",
        "Fri 13 Nov 10:00 ada: missing admin",
        "Fri 13 Nov 10:00 beth: missing admin",
    ]
