"""The robots come over a town's mails, and afterwards its people act from the very same links."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser

from sandbox.message import Message
from tests.robots.mails import all_act, codes_asked, kind_of, most_in_a_window, standing, waiting
from tests.robots.scanners import Seen, manners
from tests.stories.month import Month
from tests.stories.reader import Reader
from workflow.people.signin import CODES_PER_WINDOW

DONE = 303
QUIET = frozenset({"calm", "acme"})
"""Customers whose mails are read by the robots alone: one has a review in the digest, one no people."""


@dataclass
class Scanned:
    """What the robots did and what came of it; `trouble` says what must not have.

    `decisions`, `answers` and `changed` count what the robots brought about, `used_up` the links that they spoiled;
    `delayed` are those at which somebody new waits ten minutes, because of the codes that they had mailed.
    """

    kinds: Counter[str]
    robots: dict[str, Seen] = field(default_factory=dict)
    decisions: int = 0
    answers: int = 0
    changed: list[str] = field(default_factory=list)
    codes: int = 0
    most_codes: int = 0
    delayed: int = 0
    acted: int = 0
    used_up: int = 0
    trouble: list[str] = field(default_factory=list)


def scan(
    town: Month,
    chromium: Browser | None,
    mails: Sequence[Message],
    told: Callable[[str], None],
    known: Sequence[Reader] = (),
) -> Scanned:
    """Let the robots loose on some mails, then the people they were sent to; `told` hears what is going on.

    Who is `known` signed in before, and acts at once after.
    """
    scanned, before = Scanned(Counter(map(kind_of, mails))), standing(town)
    with manners(chromium) as robots:
        for name, robot in robots.items():
            seen = scanned.robots[name] = Seen()
            for mail in mails:
                told(f"{name}: mail {seen.mails + 1} of {len(mails)}")
                robot(mail, seen)
                seen.mails += 1
    _compare(scanned, town, before)
    told("everybody acts from their link")
    _act(scanned, town, sorted({mail.to.partition("@")[2].removesuffix(".example") for mail in mails} - QUIET), known)
    return scanned


def _compare(scanned: Scanned, town: Month, before: dict[str, Any]) -> None:
    after = standing(town)
    scanned.changed = [name for name in before if before[name] != after[name]]
    scanned.trouble += [f"the robots changed the {name}" for name in scanned.changed]
    scanned.decisions = len(after["decisions"]) - len(before["decisions"])
    scanned.answers = len(set(after["questions"]) - set(before["questions"]))
    asked = codes_asked(town)
    scanned.codes, scanned.most_codes, scanned.delayed = len(asked), most_in_a_window(asked), waiting(asked)
    if scanned.most_codes > CODES_PER_WINDOW:
        scanned.trouble.append(f"{scanned.most_codes} codes were mailed at one link within ten minutes")


def _act(scanned: Scanned, town: Month, keys: Sequence[str], known: Sequence[Reader]) -> None:
    told = dict(all_act(town, keys, known))
    refused = {who: status for who, status in told.items() if status != DONE}
    scanned.acted, scanned.used_up = len(told) - len(refused), len(refused)
    scanned.trouble += [f"{who} could not act any more: {status}" for who, status in refused.items()]
