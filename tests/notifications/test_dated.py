"""Dates in the engine's own sentences are written as their reader writes them."""

import pytest

from notifications.figures import Figures

BERLIN = Figures("Europe/Berlin", "de_DE")


def test_a_date_is_written_as_the_reader_writes_it() -> None:
    assert (
        Figures().dated("Ana is away until 2026-12-18, and named Omar.")
        == "Ana is away until Dec 18, 2026, and named Omar."
    )


def test_a_moment_is_told_on_the_readers_clock() -> None:
    assert (
        BERLIN.dated("put off until 2026-12-15 08:00 America/Denver.")
        == "put off until Tue, 15 Dec 2026, 16:00 Berlin time."
    )
    assert BERLIN.dated("by 2026-12-15 08:00 UTC") == "by Tue, 15 Dec 2026, 09:00 Berlin time"


@pytest.mark.parametrize(
    "sentence",
    [
        "invoice 2026-12-18 is approved",
        "invoice A-2026-12-18 is approved",
        "2026-12-18-B and 2026-13-45",
        "2026-12-18T14:00:00Z",
    ],
)
def test_what_only_looks_like_a_date_stays(sentence: str) -> None:
    assert Figures().dated(sentence) == sentence


def test_a_zone_that_nobody_knows_leaves_the_moment_as_it_is() -> None:
    assert Figures().dated("at 2026-12-15 08:00 Nowhere/Atall") == "at 2026-12-15 08:00 Nowhere/Atall"
