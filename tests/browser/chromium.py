"""A real Chromium: where this machine has one, and how it is started."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
DRAWING = ("--disable-gpu", "--disable-software-rasterizer")
"""Pages without video or 3D are drawn as well without either, in a fifth less time."""
MISSING = "no Chromium was found: install it (Debian: apt-get install chromium), or name its program with CHROMIUM"


def program() -> str | None:
    """Give the program that CHROMIUM names, else the first one on PATH; None where there is none."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else NAMES
    return next((found for name in candidates if (found := shutil.which(name))), None)


@contextmanager
def launched(found: str) -> Iterator[Browser]:
    """Yield the browser; it is gone after, with everything that it opened."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_arguments())
        yield browser
        browser.close()


def _arguments() -> list[str]:
    """Chromium refuses its sandbox to root, and a container's /dev/shm may be too small for it."""
    shared = Path("/dev/shm")
    small = not shared.exists() or shutil.disk_usage(shared).total < 256 * 1024 * 1024
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [*DRAWING, *root, *(["--disable-dev-shm-usage"] if small else [])]
