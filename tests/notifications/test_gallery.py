"""The developers' page shows every letter, each in a frame that runs nothing."""

from pathlib import Path
from typing import Any

import lxml.html

from tests.gallery.writing import write_page
from tests.notifications.letters import every_letter


def test_every_letter_is_on_the_page_in_a_frame_that_runs_nothing(tmp_path: Path) -> None:
    page: Any = lxml.html.fromstring(write_page(tmp_path).read_text())
    frames = page.xpath("//iframe[@sandbox='']/@src")
    assert sorted(set(frames)) == sorted(f"{name}.html" for name in every_letter())
    assert len(frames) == 2 * len(every_letter())
    assert all((tmp_path / str(name)).read_text().lower().startswith("<!doctype html>") for name in frames)
