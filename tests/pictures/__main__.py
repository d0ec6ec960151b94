"""`python -m tests.pictures FOLDER`: photograph the pages and the letters, on a phone and a desk, in light and dark."""

import argparse
import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import structlog
from playwright.sync_api import Browser, Page
from rich.console import Console

from tests.browser.chromium import MISSING, launched, program
from tests.browser.looking import ADMINS, RARELY, REVIEWERS, STRANGERS, address_of
from tests.browser.person import Person, a_person
from tests.browser.town import a_town
from tests.notifications.letters import every_letter
from tests.notifications.samples import in_words
from tests.stories.month import Month

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
HEIGHT = 900
KEY = "northwind"
PEOPLE = {
    "stranger": ("ana", STRANGERS),
    "reviewer": ("ana", REVIEWERS),
    "admin": ("ada", ("settle", *ADMINS, *RARELY)),
}


def main() -> int:
    """Take all pictures; 1 where there is no browser."""
    parser = argparse.ArgumentParser(prog="make pictures")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--letters", default="", help="only the letters whose name begins so")
    chosen = parser.parse_args()
    found = program()
    if found is None:
        print(MISSING, file=sys.stderr)  # noqa: T201  # the reason for the status
        return 1
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with launched(found) as chromium, tempfile.TemporaryDirectory() as folder:
        with a_town(Path(folder), [], urgent=[KEY, f"{KEY}-b"]) as town:
            taken = [*_pages(chromium, town, chosen.folder)]
        taken += [*_letters(chromium, chosen.folder, chosen.letters)]
    Console().print(f"{len(taken)} pictures in {chosen.folder}", highlight=False)
    return 0


def _pages(chromium: Browser, town: Month, folder: Path) -> Iterator[Path]:
    """Photograph what a stranger, a reviewer and an admin see, before and after they have answered."""
    with ExitStack() as stack:
        people = {
            role: stack.enter_context(a_person(chromium, town, f"{name}@{KEY}.example"))
            for role, (name, _) in PEOPLE.items()
        }
        people["reviewer"].enters(f"{KEY}-10")
        people["admin"].signs_in()
        for role, (_, names) in PEOPLE.items():
            for name in names:
                yield from _page(people[role], name, folder)
        yield from _answered(people["reviewer"], folder)


def _page(person: Person, name: str, folder: Path) -> Iterator[Path]:
    person.opens(person.link(f"{KEY}-10") if name == "settle" else address_of(person, name))
    yield from _photographed(person.page, folder, f"page-{name.strip('/') or 'inbox'}")


def _answered(person: Person, folder: Path) -> Iterator[Path]:
    """Photograph a form that was not taken, and the page after one that was."""
    person.opens(person.link(f"{KEY}-10"))
    person.answers("Flag")
    yield from _photographed(person.page, folder, "page-act-refused")
    person.answers("Flag", "Twice the minutes of September, and no campaign that explains it.")
    yield from _photographed(person.page, folder, "page-act-answered")


def _letters(chromium: Browser, folder: Path, beginning: str) -> Iterator[Path]:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    for name, facts in every_letter().items():
        if name.startswith(beginning):
            page.set_content(in_words(facts).html)
            yield from _photographed(page, folder, f"letter-{name}")
    context.close()


def _photographed(page: Page, folder: Path, name: str) -> Iterator[Path]:
    """Take the whole page at each width and in each scheme."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme in SCHEMES:
            picked: Any = scheme
            page.emulate_media(color_scheme=picked)
            path = folder / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=path, full_page=True)
            yield path


if __name__ == "__main__":
    sys.exit(main())
