"""Every letter is light, needs nothing from outside, says beside its subject what it is about, and fits 72 columns."""

from functools import cache
from typing import Any

import lxml.html
import pytest

from tests.notifications.letters import every_letter, in_all_words

SAMPLES = every_letter()
CLIPPED = 100_000
"""Gmail hides what comes after the first 102 KB."""


@cache
def page_of(name: str) -> Any:
    return lxml.html.fromstring(in_all_words()[name].html)


@pytest.mark.parametrize("name", SAMPLES)
def test_it_is_light_and_needs_nothing_from_outside(name: str) -> None:
    assert len(in_all_words()[name].html.encode()) < CLIPPED
    assert not page_of(name).xpath(
        "//img | //link | //script | //iframe | //@background | //*[contains(@style, 'url(')]"
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_what_stands_beside_the_subject_is_a_sentence_without_a_link(name: str) -> None:
    (preview,) = page_of(name).xpath("//div[@class='preview']")
    said = preview.text_content()
    assert 20 <= len(said) <= 140
    assert "://" not in said
    assert "display: none" in preview.get("style")


@pytest.mark.parametrize("name", SAMPLES)
def test_its_lines_are_short_enough_to_be_read(name: str) -> None:
    long = [line for line in in_all_words()[name].text.splitlines() if len(line) > 72]
    assert all("://" in line or " " not in line.strip() for line in long)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_button_is_a_line_of_the_plain_text_too(name: str) -> None:
    pressed = [href for href in page_of(name).xpath("//a[@class='button']/@href") if not href.startswith("mailto:")]
    assert set(pressed) <= set(in_all_words()[name].text.splitlines())
