"""How a reader sees amounts, days and moments: in the reader's own locale and zone, and never rounded.

Numbers are written as the reader's locale writes them. Dates too, but with English words, for the letters are
English: a reader in Germany reads `Tue, 15 Dec 2026, 14:00` (CLDR's `en_DE`), not `by Di., 15. Dez. 2026`.
"""

import copy
import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pendulum
from babel import Locale, UnknownLocaleError
from babel.dates import format_interval, format_skeleton, format_time
from babel.numbers import format_decimal
from pendulum import DateTime

from workflow.invoices.currency import is_currency, minor_digits
from workflow.invoices.document import CoveredPeriod
from workflow.invoices.numerals import write_number

DAY = "yMMMd"
WEEKDAY = "yMMMEd"
SHORT_DAY = "MMMd"
SHORT_WEEKDAY = "MMMEd"
STANDARD_LOCALE = "en_US"
_MORE_DIGITS_THAN_ANY_AMOUNT = 100
# How the sentences of the engine write what they are about. What is quoted is somebody else's and stays as it is.
_QUOTED = r"""(?P<quoted>"[^"]*"|“[^”]*”)"""
# A date, or a moment with its zone. An invoice number may look like one.
_DATE = (
    r"(?<![\w.-])(?<!invoice )(?<!invoices )(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?: (?P<clock>[0-9]{2}:[0-9]{2}) (?P<zone>UTC|[A-Z][A-Za-z_]+(?:/[\w+-]+)+))?(?![\w-])"
)
_FIGURE = r"(?<![\w.,/+-])(?P<number>[+-]?[0-9]+(?:\.[0-9]+)?)(?: (?P<currency>[A-Z]{3})(?![\w-])|(?P<percent> %))"
# A quantity stands behind one of these words; any other number may be the number of a line, or a part of a name.
_BEFORE_COUNTS = ("from ", "to ", "after ", "for ", "on ", "count ", "is ", "takes ", ": ", ", ", "(")
_COUNT = (
    "(?:"
    + "|".join(rf"(?<=\b{words})" if words[0].isalpha() else f"(?<={re.escape(words)})" for words in _BEFORE_COUNTS)
    + ")"
    r"(?P<count>[0-9]+(?:\.[0-9]+)?)(?![\w/%+-])(?![.,:][0-9])"
)
_DATED = re.compile(f"{_QUOTED}|{_DATE}")
_TOLD = re.compile(f"{_QUOTED}|{_DATE}|{_FIGURE}|{_COUNT}")


@dataclass(frozen=True)
class Figures:
    """The ways of writing of one reader; `timezone` is an IANA name, `locale` one that CLDR knows."""

    timezone: str = "UTC"
    locale: str = STANDARD_LOCALE

    def money(self, amount: Decimal | None, currency: str) -> str:
        """Write an amount with its currency, with every digit it has and at least the currency's own (ISO 4217)."""
        if amount is None:
            return "not stated"
        pattern = copy.copy(_locale(self.locale).currency_formats["standard"])
        stated = len(write_number(amount).partition(".")[2])
        digits = max(minor_digits(currency), stated)
        pattern.frac_prec = (digits, digits)
        with localcontext(prec=_MORE_DIGITS_THAN_ANY_AMOUNT):
            return str(pattern.apply(amount, _locale(self.locale), currency=currency, currency_digits=False))

    def number(self, number: Decimal) -> str:
        """Write a plain number with every digit it has."""
        with localcontext(prec=_MORE_DIGITS_THAN_ANY_AMOUNT):
            return format_decimal(number, locale=_locale(self.locale), decimal_quantization=False)

    def change(self, amount: Decimal, currency: str) -> str:
        """Write a difference with its sign."""
        return f"{'+' if amount > 0 else ''}{self.money(amount, currency)}"

    def percent(self, share: Decimal) -> str:
        """Write a change in percent with its sign and one decimal."""
        with localcontext(prec=_MORE_DIGITS_THAN_ANY_AMOUNT):
            rounded = share.quantize(Decimal("0.1"), ROUND_HALF_UP)
            return f"{'+' if rounded > 0 else ''}{format_decimal(rounded, '#,##0.0', locale=_locale(self.locale))} %"

    def day(self, day: datetime.date | None) -> str:
        """Write a date."""
        return "not stated" if day is None else format_skeleton(DAY, day, locale=_dates(self.locale))

    def short_day(self, day: datetime.date) -> str:
        """Write a date without its year, where that is plain."""
        return format_skeleton(SHORT_DAY, day, locale=_dates(self.locale))

    def days(self, period: CoveredPeriod | None) -> str:
        """Write the days that something covers, both ends included."""
        if period is None or not (period.starts_on or period.ends_on):
            return "not stated"
        if period.starts_on and period.ends_on:
            return format_interval(period.starts_on, period.ends_on, DAY, locale=_dates(self.locale))
        return f"until {self.day(period.ends_on)}" if period.ends_on else f"from {self.day(period.starts_on)}"

    def moment(self, moment: DateTime) -> str:
        """Write a moment on the reader's clock, and whose clock that is."""
        local, locale = moment.in_timezone(self.timezone), _dates(self.locale)
        day = format_skeleton(WEEKDAY, local.date(), locale=locale)
        clock = format_time(local.time(), "short", locale=locale)
        return f"{day}, {clock} {zone_name(self.timezone)}"

    def brief(self, moment: DateTime) -> str:
        """Write one moment of a list, above which year and zone are plain."""
        local, locale = moment.in_timezone(self.timezone), _dates(self.locale)
        day = format_skeleton(SHORT_WEEKDAY, local.date(), locale=locale)
        return f"{day}, {format_time(local.time(), 'short', locale=locale)}"

    @property
    def zone(self) -> str:
        """Say whose clock it is."""
        return zone_name(self.timezone)

    def dated(self, sentence: str) -> str:
        """Write the dates and moments in a sentence of the engine's as the reader does; it may hold a person's words.

        What stands in quotation marks is left as it is.
        """
        return _DATED.sub(lambda found: self._date(found) if found["day"] else found[0], sentence)

    def told(self, sentence: str) -> str:
        """Write the amounts, shares, quantities, dates and moments of a stored sentence as the reader does.

        That is one in the engine's own words throughout: why of a finding, evidence of a step, a measured answer.
        Each keeps its value to the last digit; what stands in quotation marks is left as it is.
        """
        return _TOLD.sub(self._told, sentence)

    def _told(self, found: re.Match[str]) -> str:
        if found["day"]:
            return self._date(found)
        if found["count"]:
            return self._as_stated(found["count"])
        if found["percent"]:
            return f"{self._as_stated(found['number'])}{found['percent']}"
        if found["currency"] and is_currency(found["currency"]):
            return self.money(Decimal(found["number"]), found["currency"])
        return f"{self._as_stated(found['number'])} {found['currency']}" if found["currency"] else found[0]

    def _as_stated(self, number: str) -> str:
        """Write a number with its sign and just the decimals with which it is stated."""
        pattern = "#,##0" + ("." + "0" * len(decimals) if (decimals := number.partition(".")[2]) else "")
        with localcontext(prec=_MORE_DIGITS_THAN_ANY_AMOUNT):
            written = format_decimal(Decimal(number), pattern, locale=_locale(self.locale))
        return f"+{written}" if number.startswith("+") else written

    def _date(self, found: re.Match[str]) -> str:
        try:
            day = datetime.date.fromisoformat(found["day"])
            if not found["clock"]:
                return self.day(day)
            clock = datetime.time.fromisoformat(found["clock"])
            local = datetime.datetime.combine(day, clock, ZoneInfo(found["zone"]))
        except (ValueError, ZoneInfoNotFoundError):
            return found[0]
        return self.moment(pendulum.instance(local))


def zone_name(timezone: str) -> str:
    """Say a zone as people do: `Berlin time` for `Europe/Berlin`."""
    area, slash, place = timezone.rpartition("/")
    return f"{place.replace('_', ' ')} time" if slash and area != "Etc" else place


@cache
def _locale(name: str) -> Locale:
    """Look a locale up; an unknown one must not keep a letter or a page back."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(STANDARD_LOCALE)


@cache
def _dates(name: str) -> Locale:
    """Find the English of the reader's region; of the world where CLDR has none."""
    try:
        return Locale.parse(f"en_{_locale(name).territory or '001'}")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_001")
