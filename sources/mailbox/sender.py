"""Who sent a mail: one address that two readers of different make agree on, or nobody."""

import re
from collections.abc import Sequence
from email.headerregistry import AddressHeader
from email.policy import default
from typing import cast

from sources.mailbox.tolerance import tolerant
from workflow.setup.senders import comparable

_LONGEST = 1_000
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\([^()]*\)")
_SPECIALS = re.compile(r'[\s<>()\[\]\\,;:"]+')
_BARE = r'[^\s@<>()\[\]\\,;:"]+@[^\s@<>()\[\]\\,;:"]+'
_IN_BRACKETS = re.compile(rf'[^<>,;:"()\\]*<\s*({_BARE})\s*>\s*')
_ALONE = re.compile(rf"\s*({_BARE})\s*")


def sender_of(values: Sequence[str]) -> str | None:
    """Give the one address in the From headers of a mail, as it is compared; null when it is not beyond doubt.

    A name may hold an address, quoted, encoded or bare, and each mail program reads that in its own way. So what
    Python's parser finds must be what stands alone or alone in the one pair of brackets at the end.
    """
    if len(values) != 1 or len(values[0]) > _LONGEST:
        return None
    text = re.sub(r"\r?\n(?=[ \t])", "", values[0])
    if any(sign < " " or sign == "\x7f" for sign in text.replace("\t", " ")):
        return None
    plain, parsed = _plainly(text), tolerant(lambda: _parsed(text), None)
    return plain if plain is not None and plain == parsed else None


def addresses_in(values: Sequence[str]) -> frozenset[str]:
    """Give everything in headers that looks like an address, as it is compared."""
    words = (word for value in values for word in _SPECIALS.split(value) if "@" in word)
    return frozenset(filter(None, map(_comparable, words)))


def _plainly(text: str) -> str | None:
    bare = _COMMENT.sub(" ", _QUOTED.sub(" ", text))
    found = _ALONE.fullmatch(bare) or _IN_BRACKETS.fullmatch(bare)
    return _comparable(found.group(1)) if found else None


def _parsed(text: str) -> str | None:
    header = cast("AddressHeader", default.header_factory("From", text))
    addresses = header.addresses
    return _comparable(addresses[0].addr_spec) if len(addresses) == 1 else None


def _comparable(address: str) -> str | None:
    try:
        return comparable(address)
    except ValueError:
        return None
