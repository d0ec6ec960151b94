"""Each letter reads as its golden file; GOLDEN=write in the environment writes the files anew."""

import os
from pathlib import Path

import pytest

from notifications.catalogue import LETTERS, letter_for
from notifications.facts import Told
from tests.notifications.letters import every_letter, in_all_words

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = every_letter()


@pytest.mark.parametrize("name", SAMPLES)
def test_it_reads_as_its_golden_file(name: str) -> None:
    words = in_all_words()[name]
    written = f"Subject: {words.subject}\n\n{words.text}"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(written)
    assert written == path.read_text()


def test_every_letter_has_a_golden_file() -> None:
    assert {id(letter_for(facts.notice)) for facts in SAMPLES.values()} == {id(letter) for letter in LETTERS.values()}


@pytest.mark.parametrize("facts", SAMPLES.values(), ids=SAMPLES)
def test_it_is_still_true_in_its_sample(facts: Told) -> None:
    assert letter_for(facts.notice).still_true(facts)
