"""Goes round the pages, to each once, as people who may see them, and notes what each is like."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response

from tests.browser.person import DESK, PHONE, Person, a_person
from tests.stories.month import Month

CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""All that the dark scheme changes."""
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
STRANGERS = ("/sign-in", "entry")
REVIEWERS = ("act",)
ADMINS = ("/", "/ledger", "/absences", "period")
RARELY = ("/files", "/health", "/mutes")


@dataclass(frozen=True)
class Seen:
    """What one page is like: what axe holds against it, how wide it is on a phone, and all that it loads."""

    shuts_out: Sequence[str]
    overflow: int
    weight: int
    hosts: frozenset[str]
    scripts: int


@contextmanager
def a_round(chromium: Browser, town: Month, key: str) -> Iterator[Callable[[str], Seen]]:
    """Yield a way to look at a page by its name; a customer's reviewer sees hers, the admin the rest."""
    # What looks the pages over is a script, which their own policy would not let in.
    eyes = {"java_script_enabled": True, "bypass_csp": True}
    with ExitStack() as stack:
        stranger, ana, ada = (
            stack.enter_context(a_person(chromium, town, f"{name}@{key}.example", **eyes))
            for name in ("ana", "ana", "ada")
        )
        ana.enters()
        ada.signs_in()
        people = dict.fromkeys(STRANGERS, stranger) | dict.fromkeys(REVIEWERS, ana)
        yield cache(lambda name: _look(people.get(name, ada), name))


def address_of(person: Person, name: str) -> str:
    """Give where a page is: a path, the newest link, or the first period of the ledger."""
    if name == "period":
        person.opens("/ledger")
        return person.page.locator('a[href^="/periods/"]').first.get_attribute("href") or ""
    return person.link() if name in {"entry", "act"} else name


def _look(person: Person, name: str) -> Seen:
    address, page, answers = address_of(person, name), person.page, list[Response]()
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # Playwright takes no built-in
    person.opens(address)
    loaded = list(answers)
    return Seen(
        shuts_out=[*_serious(page, "light", WCAG), *_serious(page, "dark", CONTRAST)],
        overflow=_overflow(page),
        weight=sum(len(answer.body()) for answer in loaded),
        hosts=frozenset(answer.url.split("/")[2] for answer in loaded),
        scripts=page.locator("script").count(),
    )


def _serious(page: Page, scheme: Any, rules: dict[str, Any]) -> Iterator[str]:
    """Name what axe-core finds that is serious or critical; raises AssertionError when it looked at nothing."""
    page.emulate_media(color_scheme=scheme)
    found = Axe().run(page, options=rules).response
    assert found["passes"]
    for one in found["violations"]:
        if one["impact"] in {"serious", "critical"}:
            yield f"{scheme}: {one['id']}: {[node['html'] for node in one['nodes']]}"


def _overflow(page: Page) -> int:
    """Tell by how many pixels a page is wider than a phone, with all that is folded laid open."""
    page.set_viewport_size(PHONE)
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    wider: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.set_viewport_size(DESK)
    return wider
