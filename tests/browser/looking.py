"""Goes round the pages, to each once, as people who may see them, and notes what is wrong with each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, ViewportSize

from tests.browser.person import DESK, PHONE, Person, a_person
from tests.browser.sights import (
    ADMIN,
    CLEAN,
    COLLEAGUE,
    FLAGGED,
    PEOPLE,
    REVIEWER,
    SIGHTS,
    STRANGER,
    URGENT,
    Sight,
    suffixed,
)
from tests.browser.town import Customers
from tests.stories.month import Month

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WCAG = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "iframes": False}
CONTRAST = {**WCAG, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""All that the dark scheme changes."""
BRIEFLY: Sequence[tuple[ViewportSize, str, Mapping[str, Any]]] = ((DESK, "light", WCAG), (DESK, "dark", CONTRAST))
EVERY_VIEW = [(size, scheme, WCAG) for size in (DESK, PHONE) for scheme in ("light", "dark")]
NARROW = (320, 390)
LARGEST = 100_000
Looks = Callable[..., list[str]]


def visited(key: str) -> Customers:
    """List the customers that a round goes to."""
    return Customers(
        keys=[key, suffixed(key, FLAGGED)],
        urgent=[suffixed(key, URGENT)],
        clean=[suffixed(key, one) for one in CLEAN],
        messy=[key],
    )


@contextmanager
def everybody(chromium: Browser, town: Month, key: str, **options: Any) -> Iterator[dict[str, Person]]:
    """Yield who looks at pages, each in a browser that knows them; the reviewer has asked her colleague something."""
    with ExitStack() as stack:
        people = {
            role: stack.enter_context(a_person(chromium, town, f"{name}@{key}.example", **options))
            for role, name in PEOPLE.items()
        }
        for role in (REVIEWER, COLLEAGUE, ADMIN):
            people[role].comes_back()
        people[REVIEWER].opens(people[REVIEWER].link(f"{key}-10"))
        people[REVIEWER].asks(people[COLLEAGUE].email, "Did the campaign of October run at this site?")
        town.ticks()
        yield people


@contextmanager
def a_round(chromium: Browser, town: Month, key: str) -> Iterator[Looks]:
    """Yield a way to look at a page by its name, which gives what is wrong with it."""
    # What looks the pages over is a script; theirs is none. Their own policy holds all the same.
    with everybody(chromium, town, key, java_script_enabled=True) as people:
        yield lambda name, views=BRIEFLY: [*_wrong(people[SIGHTS[name].who], SIGHTS[name], key, views)]


def _wrong(person: Person, sight: Sight, key: str, views: Any) -> Iterator[str]:
    page, complaints = person.page, list[ConsoleMessage]()
    with _noted(page, "console", complaints), _loaded(page) as answers:
        if sight.who == STRANGER:
            page.context.clear_cookies()
        sight.way(person, key)
        page.wait_for_load_state()
    if answers[0].status != sight.expected:
        yield f"its status is {answers[0].status}"
    yield from (f"console: {one.text}" for one in complaints if not _of_its_status(one, answers[0]))
    yield from _load(answers, page)
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    yield from _too_wide(page)
    for size, scheme, rules in views:
        yield from _shut_out(page, size, scheme, rules)
    page.set_viewport_size(DESK)


@contextmanager
def _loaded(page: Page) -> Iterator[list[Response]]:
    """Note the answer that the page came in, and after it all that it loaded; what a frame shows is no part of it."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        if answer.frame != page.main_frame:
            return
        if answer.request.is_navigation_request():
            answers.clear()
        answers.append(answer)

    page.on("response", note)
    yield answers
    page.remove_listener("response", note)


@contextmanager
def _noted(page: Page, event: Any, into: list[Any]) -> Iterator[None]:
    def note(what: Any) -> None:
        into.append(what)

    page.on(event, note)
    yield
    page.remove_listener(event, note)


def _of_its_status(complaint: ConsoleMessage, answer: Response) -> bool:
    """Tell what Chromium writes for every page with a status above 400."""
    return "the server responded with a status" in complaint.text and complaint.location["url"] == answer.url


def _load(answers: Sequence[Response], page: Page) -> Iterator[str]:
    weight = sum(len(answer.body()) for answer in answers)
    if not 0 < weight < LARGEST:
        yield f"it weighs {weight} bytes"
    hosts = {answer.url.split("/")[2] for answer in answers}
    if len(hosts) != 1:
        yield f"it loads from {hosts}"
    if page.locator("script").count():
        yield "it has a script"


def _too_wide(page: Page) -> Iterator[str]:
    """Say by how many pixels a page is wider than a phone, with all that is folded laid open."""
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider > 0:
            yield f"it scrolls sideways by {wider} px where there are {width}"


def _shut_out(page: Page, size: ViewportSize, scheme: Any, rules: Any) -> Iterator[str]:
    """Name what axe-core finds that is serious or critical; raises AssertionError when it looked at nothing."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    found = Axe().run(page, options=rules).response
    assert found["passes"]
    for one in found["violations"]:
        if one["impact"] in {"serious", "critical"}:
            yield f"{size['width']} px, {scheme}: {one['id']}: {[node['html'] for node in one['nodes']]}"
