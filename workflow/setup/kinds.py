"""The kinds of values in a setup file, each refused with a sentence that says what to write instead."""

import datetime
import re
import zoneinfo
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, TypeVar
from urllib.parse import SplitResult, urlsplit

import holidays
import jmespath
from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BeforeValidator, Field, Strict

Item = TypeVar("Item")

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_MAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:localhost|(?:{_LABEL}\.)+(?=[^.]*[A-Za-z]){_LABEL})")
_LONGEST_LOCAL_PART, _LONGEST_ADDRESS = 64, 254
"""RFC 5321, 4.5.3.1."""
_MONEY = re.compile(r"\d{1,15}(\.\d{1,6})?", re.ASCII)
_KEY = re.compile(r"[a-z0-9][a-z0-9-]*")
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|[0-9a-fA-F:]*:[0-9a-fA-F:.]+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TERRITORY = re.compile(r"[A-Z]{2}")
_NO_ZONES = {"localtime", "Factory"}
_FIRST_YEAR, _LAST_YEAR = 2000, 2199


def closest(wrong: str, right: list[str]) -> str:
    """Suggest what was meant, as the end of a sentence; empty when nothing is near."""
    near = get_close_matches(wrong, right, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _one_line(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty")
    if not value.isprintable():
        raise ValueError("holds a line break or another character that cannot be printed")
    return value.strip()


def mail_address(value: str) -> str:
    """Check an e-mail address; raises ValueError."""
    local = value.partition("@")[0]
    if not _MAIL.fullmatch(value) or len(local) > _LONGEST_LOCAL_PART or len(value) > _LONGEST_ADDRESS:
        raise ValueError("is no e-mail address; write it as in ana@example.com")
    return value


def _key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise ValueError("may hold only a-z, 0-9 and -, and begins with a letter or digit, as in acme-emea")
    return value


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones() - _NO_ZONES)


def _zone(value: str) -> str:
    if value not in _zones():
        raise ValueError(f"is no IANA time zone such as Europe/Berlin{closest(value, sorted(_zones()))}")
    return value


def _locale(value: str) -> str:
    try:
        return str(Locale.parse(value))
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError("is no known locale; write it as in de_DE or en_US") from error


@cache
def _countries() -> dict[str, list[str]]:
    return holidays.list_supported_countries(include_aliases=False)


def _country(value: str) -> str:
    code, hyphen, subdivision = value.partition("-")
    if code not in _countries():
        raise ValueError("is no country whose holidays are known; write ISO 3166 in capitals, as in DE or DE-BY")
    if hyphen and subdivision not in _countries()[code]:
        known = ", ".join(_countries()[code]) or "none"
        raise ValueError(f"names no subdivision of {code} whose holidays are known (known: {known})")
    return value


def _territory(value: str) -> str:
    if not _TERRITORY.fullmatch(value):
        raise ValueError("is no ISO 3166 country code; write two capitals, as in DE")
    return value


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def _currency(value: str) -> str:
    if value not in _currencies():
        raise ValueError("is no ISO 4217 currency; write its code in capitals, as in EUR")
    return value


def _day(value: datetime.date) -> datetime.date:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ValueError(f"is not between the years {_FIRST_YEAR} and {_LAST_YEAR}")
    return value


def exact(value: Any) -> Any:
    """Read money as written: digits in quotes, or a whole number; raises ValueError for what may have lost digits."""
    if isinstance(value, float):
        raise ValueError('must stand in quotes, as in "250.00"')  # noqa: TRY004  # pydantic reports ValueError
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _MONEY.fullmatch(text):
        raise ValueError('is no amount; write plain digits in quotes, as in "250.00"')
    return Decimal(text)


def _text(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError(f'must stand in quotes: "{value}"')  # noqa: TRY004  # pydantic reports ValueError
    return value


def _base_url(value: str) -> str:
    parts = _split(_one_line(value))
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in value:
        raise ValueError("is no address that begins with https:// or http:// and names a host")
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds a user or password; secrets are named by api_key_env and stand in the environment")
    if "?" in value or "#" in value:
        raise ValueError("holds a query or fragment; write the address up to its path only")
    return value


def _split(value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port  # reading it is what checks it
    except ValueError as error:
        raise ValueError("is no address that can be read") from error
    return parts


def _url_path(value: str) -> str:
    steps = _one_line(value).split("/")
    if not value.startswith("/") or any(sign in value for sign in "?# \\") or {".", ".."} & set(steps):
        raise ValueError("must be a path that begins with / and holds no query, blank or .., as in /billing/invoices")
    return value


def _host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError("is no name of a host; write it in ASCII, without scheme and port, as in imap.example.com")
    return value


def _variable(value: str) -> str:
    """Check a variable's name; a key that was pasted here by mistake must not come back in the message."""
    if not _VARIABLE.fullmatch(value) or value.startswith(("sk_", "pk_")):
        raise ValueError("names the environment variable that holds the key, as in CALLARO_API_KEY, not the key itself")
    if value.upper().startswith("COUNTERSIGN_"):
        raise ValueError("begins with COUNTERSIGN_, which is kept for settings; choose another variable")
    return value


def expression(value: Any) -> str:
    """Check a JMESPath expression; raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("must be a JMESPath expression in quotes")  # noqa: TRY004  # pydantic reports ValueError
    try:
        jmespath.compile(value)
    except (JMESPathError, RecursionError) as error:
        raise ValueError("is no JMESPath expression") from error
    return value


def _members(value: Any) -> Any:
    """Take the list that TOML gives where a tuple is kept; anything else is refused by the tuple itself."""
    return tuple(value) if isinstance(value, list) else value


Line = Annotated[str, Field(max_length=400), AfterValidator(_one_line)]
Opaque = Annotated[Line, BeforeValidator(_text)]
MailAddress = Annotated[str, AfterValidator(mail_address)]
Email = Annotated[MailAddress, AfterValidator(str.lower)]
"""An address that is somebody's identity, in lower case."""
Key = Annotated[str, Field(max_length=100), AfterValidator(_key)]
Zone = Annotated[str, AfterValidator(_zone)]
LocaleName = Annotated[str, AfterValidator(_locale)]
HolidayCountry = Annotated[str, AfterValidator(_country)]
Territory = Annotated[str, AfterValidator(_territory)]
Currency = Annotated[str, AfterValidator(_currency)]
Day = Annotated[datetime.date, AfterValidator(_day)]
Money = Annotated[Decimal, BeforeValidator(exact)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
UrlPath = Annotated[str, AfterValidator(_url_path)]
Host = Annotated[str, AfterValidator(_host)]
Variable = Annotated[str, AfterValidator(_variable)]
Expression = Annotated[str, BeforeValidator(expression)]
Many = Annotated[tuple[Item, ...], BeforeValidator(_members), Strict(strict=False)]
