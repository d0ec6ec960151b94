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

from workflow.invoices.currency import minor_digits
from workflow.invoices.document import CoveredPeriod
from workflow.invoices.numerals import write_number

DAY = "yMMMd"
WEEKDAY = "yMMMEd"
SHORT_DAY = "MMMd"
SHORT_WEEKDAY = "MMMEd"
STANDARD_LOCALE = "en_US"
_MORE_DIGITS_THAN_ANY_AMOUNT = 100
# A date, or a moment with its zone, as the engine's own sentences write them; the number of an invoice may look like one.
_STATED = re.compile(
    r"(?<![\w.-])(?<!invoice )(?<!invoices )([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?: ([0-9]{2}:[0-9]{2}) (UTC|[A-Z][A-Za-z_]+(?:/[\w+-]+)+))?(?![\w-])"
)


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

    def step(self, moment: DateTime) -> str:
        """Write one moment of a list, above which year and zone are plain."""
        local, locale = moment.in_timezone(self.timezone), _dates(self.locale)
        day = format_skeleton(SHORT_WEEKDAY, local.date(), locale=locale)
        return f"{day}, {format_time(local.time(), 'short', locale=locale)}"

    @property
    def zone(self) -> str:
        """Say whose clock it is."""
        return zone_name(self.timezone)

    def said(self, sentence: str) -> str:
        """Write the dates and moments in a sentence of the engine's as the reader does."""
        return _STATED.sub(self._stated, sentence)

    def _stated(self, found: re.Match[str]) -> str:
        try:
            day = datetime.date.fromisoformat(found[1])
            if not found[2]:
                return self.day(day)
            local = datetime.datetime.combine(day, datetime.time.fromisoformat(found[2]), ZoneInfo(found[3]))
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
