"""Tries hostile tokens on an installation, and counts what they got."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from httpx import Response
from sqlalchemy import select

from notifications.links import QUESTION, sign
from tests.robots.tokens import NOT_FOUND, hostile, loot_of, refusals
from tests.web.site import KEYS, Site
from workflow.reviews.question import Question

NEVER_ISSUED = "/act/" + "A" * 43
OTHER_ROOMS = {"/act/": "/questions/", "/questions/": "/act/"}


@dataclass
class Tried:
    """How many tokens of each class were tried, the answers they got, and those that were not the one 404."""

    only: bytes
    classes: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    accepted: list[str] = field(default_factory=list)

    def note(self, name: str, token: str, answers: Iterable[Response]) -> None:
        """Count a token and what it got."""
        self.classes[name] += 1
        for answer in answers:
            self.answers += 1
            if (answer.status_code, answer.content) != (NOT_FOUND, self.only):
                self.accepted.append(f"{name}: {answer.request.method} {answer.request.url.path} {token!r}")


def forge(site: Site, count: int, seed: int) -> Tried:
    """Try so many tokens, from the browser of somebody who is known; raises AssertionError if a real one is refused."""
    browser = site.known("finance")
    loot = loot_of(site.opened.links["finance"], site.opened.links["operations"], KEYS)
    real = {"/act/": loot.tokens[0], "/questions/": _asked(site)}
    assert all(browser.get(f"{room}{token}").is_success for room, token in real.items()), "a real token is refused"
    only = browser.get(NEVER_ISSUED)
    assert only.status_code == NOT_FOUND
    tried = Tried(only.content)
    for room, token in real.items():
        tried.note("a real one, in another room", token, refusals(browser, token, rooms=[OTHER_ROOMS[room]]))
    for number, (name, token) in enumerate(hostile(loot, KEYS[0], count - len(real), seed)):
        tried.note(name, token, refusals(browser, token, number))
    return tried


def _asked(site: Site) -> str:
    """Ask a colleague something; gives the token of the link that they are mailed."""
    browser = site.known("finance")
    form = {**site.form(browser, "finance"), "to": "operations.person@example.com", "text": "Did the campaign run?"}
    assert browser.post(f"{site.page('finance')}/ask", data=form).is_redirect
    with site.desk.readers() as session:
        return sign(session.scalars(select(Question)).one(), KEYS, QUESTION)
