"""The style sheet: text can be read by everyone (WCAG 2.2, contrast AA), and nothing is loaded from elsewhere."""

import re

import pytest

from web.templating import STYLE

SHEET = STYLE.decode()
AA = 4.5
PAIRS = [
    ("text", "ground"), ("text", "card"), ("quiet", "ground"), ("quiet", "card"), ("accent", "card"),
    ("accent", "ground"), ("on-accent", "accent"), ("good", "good-ground"), ("bad", "bad-ground"), ("bad", "card"),
    ("check", "check-ground"), ("check", "card"), ("text", "plain-ground"),
]  # fmt: skip


def colours(scheme: str) -> dict[str, str]:
    """Read the named colours of the light or the dark scheme."""
    block = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)[0 if scheme == "light" else 1]
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    """Compute relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_text_stands_out_from_its_ground(scheme: str, front: str, back: str) -> None:
    named = colours(scheme)
    lighter, darker = sorted((luminance(named[front]), luminance(named[back])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= AA


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert "url(" not in SHEET
    assert "@import" not in SHEET
