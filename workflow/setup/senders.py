"""Whose mails a workspace's are: an address or a whole domain, and where the mail must have been sent to."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

from workflow.setup.kinds import mail_address

_TO = re.compile(r"[ \t]+to[ \t]+", re.IGNORECASE)


@dataclass(frozen=True)
class Sender:
    """Mails from `source` (`billing@vendor.example`, or `@vendor.example` for all of it) that were sent to `to`."""

    source: str
    to: str | None = None

    @property
    def is_one_address(self) -> bool:
        """Tell an address from a whole domain."""
        return not self.source.startswith("@")

    def __str__(self) -> str:
        return f"{self.source} to {self.to}" if self.to else self.source


@lru_cache(maxsize=10_000)
def read_sender(text: str) -> Sender:
    """Read `billing@vendor.example`, `@vendor.example`, or either of them followed by `to us+acme@example.com`.

    Raises ValueError.
    """
    source, *to = _TO.split(text.strip())
    if len(to) > 1:
        raise ValueError("names more than one address after to; write one entry for each")
    domain_alone = source.startswith("@")
    known = _known(f"anyone{source}" if domain_alone else source)
    return Sender(known.removeprefix("anyone") if domain_alone else known, _known(to[0]) if to else None)


def comparable(address: str) -> str:
    """Write an address as it is compared: in lower case, its domain in ASCII (IDNA); raises ValueError."""
    local, _, domain = address.rpartition("@")
    if not local or not domain:
        raise ValueError("is no e-mail address")
    return f"{local.lower() if local.isascii() else local}@{_in_ascii(domain)}"


def _in_ascii(domain: str) -> str:
    """Write a domain in ASCII, and refuse one that would come out as another's: `boß.example` as `boss.example`."""
    if any(sign.lower().isascii() and not sign.isascii() for sign in domain):
        raise ValueError("is no domain")
    lower = domain.lower()
    if lower.isascii():
        return lower
    written = lower.encode("idna")  # raises UnicodeError, which is a ValueError
    if written.decode("idna") != lower:
        raise ValueError("is no domain")
    return written.decode("ascii")


def _known(address: str) -> str:
    try:
        if "*" in address:  # which an address may hold, but nobody who writes it means that
            raise ValueError("is a pattern")  # noqa: TRY301  # told as everything else is
        return mail_address(comparable(address))
    except ValueError as error:
        raise ValueError(
            'is no sender; write "billing@vendor.example", "@vendor.example" for a whole domain, or either of them '
            'with the address that got the mail: "billing@vendor.example to invoices+acme@example.com"'
        ) from error


def _normal(value: str) -> str:
    return str(read_sender(value))


SenderText = Annotated[str, AfterValidator(_normal)]
"""One entry of `senders`, as it is compared."""
