"""The kinds of values an invoice document is made of, each with what it refuses."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, SerializationInfo

from workflow.invoices.currency import is_currency
from workflow.invoices.numerals import bounded, parse_plain, shorten, write_money, write_number

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# No invoice means them, and a database or a mail header chokes on them: controls and lone surrogates.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

# What a name column holds and an index bears.
_LONGEST_NAME = 400


def parse_day(text: str) -> date:
    """Read `2026-11-30`; ValueError for any other way to write a date, and for days that no calendar has."""
    if not _ISO_DATE.fullmatch(text):
        raise ValueError(f"{shorten(text)} is not a date written YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{shorten(text)} is no day of the calendar") from None


def _number(value: object) -> object:
    if value is None:
        return None
    if isinstance(value, Decimal):
        return bounded(value)
    if isinstance(value, str):
        return parse_plain(value)
    raise ValueError("must be a string such as '1234.50', because a JSON number may have lost digits")


def _day(value: object) -> object:
    # Exactly a date: a moment is one too for isinstance, and which day it is depends on a zone.
    if value is None or type(value) is date:
        return value
    if isinstance(value, str):
        return parse_day(value)
    raise ValueError("must be a date written YYYY-MM-DD")


def _printable(text: str) -> str:
    if _UNPRINTABLE.search(text):
        raise ValueError("has characters that cannot be printed")
    return text.strip()


def _one_line(text: str) -> str:
    return " ".join(_printable(text).split())


def _stated(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    if len(text) > _LONGEST_NAME:
        raise ValueError(f"has more than {_LONGEST_NAME} characters")
    return text


def _null_when_empty(text: str | None) -> str | None:
    return text or None


def _currency(code: str) -> str:
    if not is_currency(code):
        raise ValueError(f"{shorten(code)} is not an ISO 4217 code such as 'EUR'")
    return code


def _zero_when_null(value: object) -> object:
    return Decimal(0) if value is None else value


def _write_number(number: Decimal | None) -> str | None:
    return None if number is None else write_number(number)


def _write_money(amount: Decimal | None, info: SerializationInfo[dict[str, int] | None]) -> str | None:
    if info.context is None:
        raise ValueError("how money is written depends on the document's currency; use to_json")
    return None if amount is None else write_money(amount, info.context["minor_digits"])


Number = Annotated[Decimal | None, BeforeValidator(_number), PlainSerializer(_write_number)]
Money = Annotated[Decimal | None, BeforeValidator(_number), PlainSerializer(_write_money)]
MoneyOrZero = Annotated[
    Decimal, BeforeValidator(_zero_when_null), BeforeValidator(_number), PlainSerializer(_write_money)
]
Day = Annotated[date | None, BeforeValidator(_day)]
Name = Annotated[str, AfterValidator(_one_line), AfterValidator(_stated)]
OneLine = Annotated[Annotated[str, AfterValidator(_one_line)] | None, AfterValidator(_null_when_empty)]
Text = Annotated[Annotated[str, AfterValidator(_printable)] | None, AfterValidator(_null_when_empty)]
Currency = Annotated[str, AfterValidator(_currency)]
