"""`python -m tests.pictures FOLDER`: photograph the pages and the letters, on a phone and a desk, in light and dark."""

import argparse
import logging
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog
from playwright.sync_api import Browser, Page
from rich.console import Console

from tests.browser.chromium import MISSING, launched, program
from tests.browser.looking import everybody, visited
from tests.browser.sights import SIGHTS
from tests.browser.town import a_town
from tests.notifications.letters import every_letter
from tests.notifications.samples import in_words
from tests.stories.month import Month

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
HEIGHT = 900
KEY = "northwind"


def main() -> int:
    """Take all pictures; 1 where there is no browser."""
    parser = argparse.ArgumentParser(prog="make pictures")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", default="", help="only the pages whose name begins so")
    parser.add_argument("--letters", default="", help="only the letters whose name begins so")
    chosen = parser.parse_args()
    found = program()
    if found is None:
        print(MISSING, file=sys.stderr)  # noqa: T201  # the reason for the status
        return 1
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with launched(found) as chromium, tempfile.TemporaryDirectory() as folder:
        with a_town(Path(folder), visited(KEY)) as town:
            taken = [*_pages(chromium, town, chosen.folder, chosen.pages)]
        taken += [*_letters(chromium, chosen.folder, chosen.letters)]
    Console().print(f"{len(taken)} pictures in {chosen.folder}", highlight=False)
    return 0


def _pages(chromium: Browser, town: Month, folder: Path, beginning: str) -> Iterator[Path]:
    """Photograph what a stranger, a reviewer, a colleague and an admin see."""
    with everybody(chromium, town, KEY) as people:
        for name, sight in SIGHTS.items():
            if name.startswith(beginning):
                sight.way(people[sight.who], KEY)
                yield from _photographed(people[sight.who].page, folder, f"page-{name}")


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
