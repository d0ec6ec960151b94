"""Settings: what the environment says, under names that begin with `COUNTERSIGN_`; anything else there is refused."""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.clock import Shift, parse_shift
from config.database import DatabaseUrlError, parse_url

PREFIX = "COUNTERSIGN_"
DEFAULT_POLICY = Path(__file__).with_name("policy.toml")
SHORTEST_KEY = 16
DEVELOPMENT_KEY = "countersign-development-key"  # known to everybody, so production refuses it
DEVELOPMENT = {
    "smtp_url": "smtp://127.0.0.1:1025",
    "mail_from": "countersign@localhost",
    "base_url": "http://127.0.0.1:8000",
    "secret_key": DEVELOPMENT_KEY,
}


SMTP_OPTIONS = ("", "verify=yes", "verify=no")


class SettingsError(ValueError):
    """Raised for a setting that is unknown, missing or wrong; the message is one line that names the variable."""


def _checked_database(text: str) -> str:
    try:
        parse_url(text)
    except DatabaseUrlError as error:
        raise ValueError(str(error).removeprefix("DATABASE_URL ")) from error
    return text


def _checked_broker(text: str) -> str:
    parts = _url(text, "memory", "redis", "rediss")
    if parts.scheme == "memory":
        return "memory://localhost/"  # Celery complains of one without a host
    if not parts.hostname:
        raise ValueError("names no host; write redis://host:6379/0")
    return text


def _checked_smtp(text: str) -> str:
    parts = _url(text, "smtp", "smtps")
    if not parts.hostname:
        raise ValueError("names no host; write smtp://user:password@host:587")
    if parts.query not in SMTP_OPTIONS:
        raise ValueError("may end in ?verify=no, which takes any certificate of the mail server, and in nothing else")
    return text


def _checked_base(text: str) -> str:
    parts = _url(text, "http", "https")
    if not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("must be the address that people open, such as https://countersign.example.com")
    return text.rstrip("/")


def _url(text: str, *schemes: str) -> Any:
    parts = urlsplit(text)
    if parts.scheme not in schemes:
        raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    _ = parts.port  # raises ValueError for a port that is no number
    return parts


def _checked_sender(text: str) -> str:
    name, _, host = text.rpartition("@")
    if not name or not host or any(sign.isspace() for sign in text) or not text.isprintable():
        raise ValueError("must be one e-mail address, such as countersign@example.com")
    return text


def _checked_key(text: str) -> str:
    if not all(part.strip() for part in text.split(",")):
        raise ValueError("has an empty key between its commas")
    return text


def _checked_clock(text: str) -> str:
    parse_shift(text)
    return text


def _checked_policy(path: Path) -> Path:
    read_toml(path)
    return path


class Basics(BaseSettings):
    """What every command may need; it has defaults for all of it."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    env: Literal["production", "development"] = "production"
    database_url: Annotated[str, AfterValidator(_checked_database)] = Field("sqlite:///countersign.db", repr=False)
    broker_url: Annotated[str, AfterValidator(_checked_broker)] = Field("memory://localhost/", repr=False)
    policy: Annotated[Path, AfterValidator(_checked_policy)] | None = None
    clock: Annotated[str, AfterValidator(_checked_clock)] | None = None

    @model_validator(mode="after")
    def _real_time_in_production(self) -> "Basics":
        if self.clock and self.env == "production":
            raise ValueError("CLOCK: moves business time, which production refuses; unset it")
        return self

    @property
    def shift(self) -> Shift | None:
        """How business time is derived from real time; None means they are the same."""
        return parse_shift(self.clock) if self.clock else None

    def policy_tables(self) -> tuple[dict[str, Any], ...]:
        """Give the policy files as written, the default first; a later one wins."""
        return tuple(read_toml(path) for path in (DEFAULT_POLICY, self.policy) if path)


class Settings(Basics):
    """What the commands need that look after reviews: in production, four of them have no default."""

    smtp_url: Annotated[str, AfterValidator(_checked_smtp)] = Field(repr=False)
    mail_from: Annotated[str, AfterValidator(_checked_sender)]
    base_url: Annotated[str, AfterValidator(_checked_base)]
    secret_key: Annotated[str, AfterValidator(_checked_key)] = Field(repr=False)

    @model_validator(mode="before")
    @classmethod
    def _development_defaults(cls, given: dict[str, Any]) -> dict[str, Any]:
        return {**DEVELOPMENT, **given} if given.get("env") == "development" else given

    @model_validator(mode="after")
    def _safe_in_production(self) -> "Settings":
        if self.env == "development":
            return self
        if not self.base_url.startswith("https://"):
            raise ValueError("BASE_URL: must begin with https:// in production")
        if any(len(key) < SHORTEST_KEY for key in self.secret_keys):
            raise ValueError(f"SECRET_KEY: each key must have at least {SHORTEST_KEY} characters in production")
        if DEVELOPMENT_KEY.encode() in self.secret_keys:
            raise ValueError("SECRET_KEY: this is the development key, which everybody knows")
        return self

    @property
    def secret_keys(self) -> tuple[bytes, ...]:
        """The keys in order: the first signs, all verify."""
        return tuple(part.strip().encode() for part in self.secret_key.split(","))


Kind = TypeVar("Kind", bound=Basics)


def read_settings(kind: type[Kind]) -> Kind:
    """Read `Basics` or `Settings` from the environment; raises SettingsError for the first thing that is wrong."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name not in known:
            raise SettingsError(f"{name} is no setting of Countersign; known are {', '.join(sorted(known))}")
    try:
        return kind()
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; raises ValueError that says what is wrong with it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"{path} is no TOML: {error}") from error


def _sentence(error: ValidationError) -> str:
    """Turn the first thing that pydantic found into one line that begins with the variable's name."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = str(first["loc"][0]) if first["loc"] else None
    if field and first["type"] == "missing":
        return f"{PREFIX}{field.upper()} is not set; production has no default for it"
    said = str(first.get("ctx", {}).get("error", first["msg"]))
    if not field:  # a rule about several settings begins with the name of the one to change
        field, _, said = said.partition(": ")
    return f"{PREFIX}{field.upper()}: {said}"
