"""Every page there is, by a name: who may look at it, and by what way they come to it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.person import Person

STRANGER, REVIEWER, COLLEAGUE, ADMIN = "stranger", "reviewer", "colleague", "admin"
PEOPLE = {STRANGER: "ana", REVIEWER: "ana", COLLEAGUE: "omar", ADMIN: "ada"}
NEVER_ISSUED = "/act/" + "A" * 43
CLEAN = ("b", "c")
URGENT = "d"
FLAGGED = "e"
"""Further workspaces of the same people: two whose invoice is as ever, an escalated one, and one that is flagged."""


@dataclass(frozen=True)
class Sight:
    """One page: who looks, and how they come there; `expected` is its status."""

    who: str
    way: Callable[[Person, str], object]
    expected: int = 200


def suffixed(key: str, suffix: str) -> str:
    """Name a further workspace of a customer's people."""
    return f"{key}-{suffix}"


def _at(path: str) -> Callable[[Person, str], object]:
    return lambda person, _: person.opens(path)


def _behind(link: str) -> Callable[[Person, str], object]:
    """Lead to the first page that an overview links to."""

    def way(person: Person, _: str) -> object:
        person.opens(f"/{link.split('/')[1]}" if link != "/periods/" else "/ledger")
        address = person.page.locator(f'a[href^="{link}"]').first.get_attribute("href")
        return person.opens(address or "")

    return way


def _link(suffix: str = "", tail: str = "") -> Callable[[Person, str], object]:
    about = f"-{suffix}-10" if suffix else "-10"
    return lambda person, key: person.opens(person.link(f"{key}{about}") + tail)


def _half_signed_in(person: Person, _: str) -> None:
    person.opens("/sign-in")
    person.page.get_by_label("e-mail").fill(person.email)
    person.asks_for_a_code()


def _awaits_a_code(person: Person, key: str) -> None:
    person.opens(person.link(f"{key}-10"))
    person.asks_for_a_code()


def _mistypes(person: Person, key: str) -> None:
    person.opens(f"{person.link(f'{key}-10')}?sent=1")
    person.page.locator("#code").fill("12")
    person.page.locator('form[action$="/verify"] button').click()


def _refused(person: Person, key: str) -> None:
    person.opens(person.link(f"{key}-10"))
    person.answers("Flag")


def _answered(person: Person, key: str) -> None:
    """Flag, unless that was done before."""
    person.opens(person.link(f"{suffixed(key, FLAGGED)}-10"))
    if person.page.locator("#answer").count():
        person.answers("Flag", "Twice the minutes of September, and no campaign that explains it.")
    expect(person.page.locator("#answer")).to_have_count(0)


def _looks_through(person: Person, _: str) -> None:
    person.opens("/")
    for box in person.page.locator('input[name="task"]').all():
        box.check()
    person.page.get_by_role("button", name=re.compile("ticked")).click()


def _trail(person: Person, key: str) -> None:
    review = person.town.review(f"{key}-10", key)
    person.opens(f"/reviews/{review['id']}/audit")


def _question(person: Person, _: str) -> None:
    person.opens(person.link(room="/questions/"))


SIGHTS: Mapping[str, Sight] = {
    "sign-in": Sight(STRANGER, _at("/sign-in")),
    "sign-in-code": Sight(STRANGER, _half_signed_in),
    "entry": Sight(STRANGER, _link()),
    "entry-code": Sight(STRANGER, _awaits_a_code),
    "entry-wrong": Sight(STRANGER, _mistypes, 422),
    "nothing-here": Sight(STRANGER, _at(NEVER_ISSUED), 404),
    "question": Sight(COLLEAGUE, _question),
    "inbox": Sight(REVIEWER, _at("/")),
    "approve": Sight(REVIEWER, _looks_through),
    "mails": Sight(REVIEWER, _at("/mails")),
    "decided": Sight(REVIEWER, _at("/decided")),
    "search": Sight(REVIEWER, _at("/search?q=10")),
    "act": Sight(REVIEWER, _link()),
    "act-clean": Sight(REVIEWER, _link(CLEAN[0])),
    "act-refused": Sight(REVIEWER, _refused, 422),
    "act-answered": Sight(REVIEWER, _answered),
    "lines": Sight(REVIEWER, _link(tail="/lines?n=0")),
    "admin": Sight(ADMIN, _at("/")),
    "settle": Sight(ADMIN, _link(URGENT)),
    "escalated": Sight(ADMIN, _at("/escalated")),
    "setup": Sight(ADMIN, _at("/setup")),
    "audit": Sight(ADMIN, _trail),
    "ledger": Sight(ADMIN, _at("/ledger")),
    "period": Sight(ADMIN, _behind("/periods/")),
    "absences": Sight(ADMIN, _at("/absences")),
    "files": Sight(ADMIN, _at("/files")),
    "file": Sight(ADMIN, _behind("/files/")),
    "mutes": Sight(ADMIN, _at("/mutes")),
    "health": Sight(ADMIN, _at("/health")),
}
