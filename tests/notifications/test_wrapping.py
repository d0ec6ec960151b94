"""A plain text stands in 72 columns, and what belongs together stays on one line."""

from notifications.wrapping import WIDTH, glued, unglued, wrapped

WORDS = "as many words as it takes to be longer than a line of seventy-two columns is"


def test_a_long_line_goes_on_below_where_it_began() -> None:
    assert wrapped(f"  - {WORDS}").splitlines()[1].startswith("    ")
    assert wrapped(f"  Due         {WORDS}").splitlines()[1].startswith(" " * 14)
    assert wrapped(WORDS).splitlines()[1].startswith("columns")


def test_no_line_is_longer_than_it_may_be() -> None:
    assert all(len(line) <= WIDTH for line in wrapped(f"  - {WORDS} {WORDS} {WORDS}").splitlines())


def test_an_address_and_what_is_glued_stay_whole() -> None:
    link = f"Answer here: https://countersign.example/act/{'T' * 60}"
    assert wrapped(link) == link
    assert "2:00 PM Berlin time" in unglued(wrapped(f"{WORDS[:60]} {glued('2:00 PM Berlin time')}"))


def test_a_quotation_that_fits_on_a_line_stays_whole() -> None:
    assert "“The minutes look doubled.”" in unglued(wrapped(f"{WORDS[:60]} “The minutes look doubled.”"))


def test_a_word_without_end_is_not_cut() -> None:
    assert wrapped("  " + "T" * 90) == "  " + "T" * 90
