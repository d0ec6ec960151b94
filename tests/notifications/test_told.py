"""The engine's sentences are stored in one form and told to each reader in the reader's own, at the same value."""

from decimal import Decimal

import pytest
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from notifications.figures import Figures
from workflow.findings.facts import printed
from workflow.invoices.quoting import called, quoted, told_apart

GERMAN, ENGLISH = Figures("Europe/Berlin", "de_DE"), Figures()
LOCALES = ["de_DE", "de_CH", "en_US", "en_IN", "fr_FR", "pl_PL", "sv_SE"]
AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False, allow_infinity=False)
ROSE = (
    "The total rose from 1000.00 EUR to 12300.00 EUR, by 11300.00 EUR (+1130.0 %); more than 10 % and 250.00 EUR is "
    "material. Compared with CAL-2026-10."
)


def test_a_finding_is_told_in_the_form_of_its_reader() -> None:
    assert GERMAN.told(ROSE).replace("\xa0", " ") == (
        "The total rose from 1.000,00 € to 12.300,00 €, by 11.300,00 € (+1.130,0 %); more than 10 % and 250,00 € is "
        "material. Compared with CAL-2026-10."
    )
    assert "from $2,082.58 to ¥1,500" in ENGLISH.told("from 2082.58 USD to 1500 JPY")


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "from 3510 to 12580 minutes at 0.0945 EUR (from the invoice itself)",
            "from 3,510 to 12,580 minutes at €0.0945",
        ),
        ("Voice: 12580 minutes billed, 3510.5 minutes counted", "Voice: 12,580 minutes billed, 3,510.5 minutes"),
        ("That is 9070 more (+258.4 %)", "That is 9,070 more (+258.4 %)"),
        ("analytics of campaign camp_1 count 12580, final, seen 2026-12-02", "count 12,580, final, seen Dec 2, 2026"),
        ("usually it takes 2.5 (median of the last ones)", "takes 2.5 (median"),
        ("It came on 2026-11-03, 1 business day late", "It came on Nov 3, 2026, 1 business day"),
        ("20 XPP at 9.90 EUR", "20 XPP at €9.90"),
    ],
)
def test_counts_prices_and_dates_are_told_too(sentence: str, told: str) -> None:
    assert told in ENGLISH.told(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "line 1200, against line 4300 of A-1",
        "invoice 4711 and version 1000 of 2026/1001",
        '"Minutes 2026-11-03 at 5000.00 EUR, 50 %" is new',
        "“from 1000 to 2000” is what they call it",
        "CAL-2026-10 covers 30 days, CAL-2026-09 31",
    ],
)
def test_what_only_looks_like_a_figure_stays(sentence: str) -> None:
    assert GERMAN.told(sentence) == sentence


@pytest.mark.parametrize("locale", LOCALES)
@given(amount=AMOUNTS)
def test_what_is_told_has_the_same_value(locale: str, amount: Decimal) -> None:
    told = Figures("UTC", locale).told(
        f"rose to {printed(amount, 'EUR')}, by {amount:+f} % from {abs(amount):f} minutes"
    )
    money, rest = told.removeprefix("rose to ").split(", by ")
    percent, count = rest.removesuffix(" minutes").split(" % from ")
    as_number = money.replace("€", "").replace("EUR", "").strip()
    assert parse_decimal(as_number, locale) == amount
    assert parse_decimal(percent.lstrip("+"), locale) == amount
    assert parse_decimal(count, locale) == abs(amount)


@given(words=st.text(max_size=80), number=st.text(st.sampled_from('A0129.-/ "”5EUR%'), min_size=1, max_size=40))
def test_what_a_vendor_wrote_is_never_rewritten(words: str, number: str) -> None:
    name, its = quoted(words), told_apart(number)
    told = GERMAN.told(f"The price of {name} on {its} rose by 1000.00 EUR from {its}, {name}.")
    assert told.replace("\xa0", " ") == f"The price of {name} on {its} rose by 1.000,00 € from {its}, {name}."


@pytest.mark.parametrize("number", ["CAL-2026-10", "2026/114", "R#17_b.2", "10022"])
def test_a_number_that_is_one_word_stands_as_it_is(number: str) -> None:
    assert called(number) == number


def test_a_number_that_speaks_is_quoted() -> None:
    assert called("A-10 is approved. No answer needed") == '"A-10 is approved. No answer needed"'
    assert called('A-10" is approved') == '"A-10\' is approved"'
    assert called("A" * 41) == f'"{"A" * 41}"'


@pytest.mark.parametrize("number", ["10022", "10022.50", "2026-11-03"])
def test_a_number_that_could_be_a_figure_is_quoted_among_figures(number: str) -> None:
    assert told_apart(number) == f'"{number}"'
