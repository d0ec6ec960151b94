"""Every letter is light, needs nothing from outside, says beside its subject what it is about, and fits 72 columns."""

from typing import Any

import lxml.html
import pytest

from tests.notifications.letters import every_letter
from tests.notifications.samples import in_words

SAMPLES = every_letter()
CLIPPED = 100_000
"""Gmail hides what comes after the first 102 KB."""


@pytest.mark.parametrize("name", SAMPLES)
def test_it_is_light_and_needs_nothing_from_outside(name: str) -> None:
    html = in_words(SAMPLES[name]).html
    assert len(html.encode()) < CLIPPED
    page: Any = lxml.html.fromstring(html)
    assert not page.xpath("//img | //link | //script | //iframe | //@background | //*[contains(@style, 'url(')]")


@pytest.mark.parametrize("name", SAMPLES)
def test_what_stands_beside_the_subject_is_a_sentence_without_a_link(name: str) -> None:
    page: Any = lxml.html.fromstring(in_words(SAMPLES[name]).html)
    (preview,) = page.xpath("//div[@class='preview']")
    said = preview.text_content()
    assert 20 <= len(said) <= 140
    assert "://" not in said
    assert "display: none" in preview.get("style")


@pytest.mark.parametrize("name", SAMPLES)
def test_its_lines_are_short_enough_to_be_read(name: str) -> None:
    long = [line for line in in_words(SAMPLES[name]).text.splitlines() if len(line) > 72]
    assert all("://" in line or " " not in line.strip() for line in long)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_button_is_a_line_of_the_plain_text_too(name: str) -> None:
    words = in_words(SAMPLES[name])
    page: Any = lxml.html.fromstring(words.html)
    pressed = [href for href in page.xpath("//a[@class='button']/@href") if not href.startswith("mailto:")]
    assert set(pressed) <= set(words.text.splitlines())
