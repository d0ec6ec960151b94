"""Tries hostile tokens on an installation, and counts what they got."""

from collections import Counter
from dataclasses import dataclass, field

from tests.robots.tokens import NOT_FOUND, hostile, loot_of, refusals
from tests.web.site import KEYS, Site

NEVER_ISSUED = "/act/" + "A" * 43


@dataclass
class Tried:
    """How many tokens of each class were tried, the answers they got, and those that were not the one 404."""

    classes: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    accepted: list[str] = field(default_factory=list)


def forge(site: Site, count: int, seed: int) -> Tried:
    """Try so many tokens, from the browser of somebody who is known; raises AssertionError if a real one is refused."""
    browser, tried = site.known("finance"), Tried()
    loot = loot_of(site.opened.links["finance"], site.opened.links["operations"], KEYS)
    assert browser.get(f"/act/{loot.tokens[0]}").is_success, "the real token is refused: this test shows nothing"
    only = browser.get(NEVER_ISSUED)
    assert only.status_code == NOT_FOUND
    for number, (name, token) in enumerate(hostile(loot, KEYS[0], count, seed)):
        tried.classes[name] += 1
        for answer in refusals(browser, token, number):
            tried.answers += 1
            if (answer.status_code, answer.content) != (NOT_FOUND, only.content):
                tried.accepted.append(f"{name}: {answer.request.method} {token!r}: {answer.status_code}")
    return tried
