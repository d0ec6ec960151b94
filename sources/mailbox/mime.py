"""A mail taken apart into what is attached to it, within caps on parts, depth, headers and time."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from email._policybase import Compat32
from email.message import Message
from email.parser import BytesFeedParser
from pathlib import PurePosixPath
from typing import Any

from sources.mailbox.head import NOTICE
from sources.mailbox.tolerance import tolerant
from sources.transport import Budget, SpentError

MOST_PARTS = 200
DEEPEST = 10
LONGEST_HEADER = 20_000
SECONDS = 5.0
"""For one mail: Python's parser compares every line with every boundary that is open."""
_LONGEST_NAME = 120
_AT_ONCE = 16 * 1024
_FORWARDED = {"message/rfc822", "message/global"}


class TangledError(Exception):
    """Raised for a mail that is built as no honest program builds one; the message reads on from "this mail"."""


@dataclass(frozen=True)
class Part:
    """One leaf of a mail; `name` is empty where the mail gives none, `content` is decoded."""

    name: str
    media_type: str
    is_body: bool
    is_inline: bool
    content: bytes

    def renamed(self, name: str) -> "Part":
        """Give the same part under another name."""
        return replace(self, name=name)


def take_apart(content: bytes, budget: Budget) -> list[Part]:
    """Give the leaves of a mail and of the mails forwarded in it, in order, without letters of ours among them.

    Raises TangledError, and SpentError when the whole fetch has no more time.
    """
    clock = Budget(min(SECONDS, budget.seconds_left()), len(content))
    try:
        return list(_leaves(parsed(content, clock), 0, clock))
    except SpentError:
        budget.seconds_left()
        raise TangledError(f"takes more than {SECONDS:g} seconds to take apart") from None
    except RecursionError:
        raise TangledError("is nested deeper than any mail") from None


def parsed(content: bytes, clock: Budget) -> Message:
    """Read a mail, or the beginning of one; raises TangledError, SpentError."""
    parser = BytesFeedParser(_counting(), policy=_Guarded())
    for start in range(0, len(content), _AT_ONCE):
        parser.feed(content[start : start + _AT_ONCE])
        clock.seconds_left()
    return parser.close()


class _Guarded(Compat32):
    """Reads headers as they are, and refuses one so long that the library would take ages over it."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        if sum(map(len, sourcelines)) > LONGEST_HEADER:
            raise TangledError(f"has a header of more than {LONGEST_HEADER:,} characters")
        return super().header_source_parse(list(sourcelines))


def _counting() -> Callable[..., Message]:
    made: list[None] = []

    def make(**about: Any) -> Message:
        made.append(None)
        if len(made) > MOST_PARTS:
            raise TangledError(f"has more than {MOST_PARTS} parts")
        return Message(**about)

    return make


def _leaves(message: Message, depth: int, clock: Budget) -> Iterator[Part]:
    clock.seconds_left()
    if depth > DEEPEST:
        raise TangledError(f"is nested more than {DEEPEST} deep")
    inner = message.get_payload()
    if not isinstance(inner, list):
        yield _part(message)
        return
    for one in inner:
        if isinstance(one, Message) and not (message.get_content_type() in _FORWARDED and NOTICE in one):
            yield from _leaves(one, depth + 1, clock)


def _part(message: Message) -> Part:
    media_type = tolerant(message.get_content_type, "application/octet-stream")
    disposition = tolerant(message.get_content_disposition, None)
    name = _file_name(tolerant(message.get_filename, None) or "")
    return Part(
        name,
        media_type,
        is_body=media_type in {"text/plain", "text/html"} and not name and disposition != "attachment",
        is_inline=disposition == "inline" or (disposition is None and "Content-ID" in message),
        content=tolerant(lambda: _decoded(message), b""),
    )


def _decoded(message: Message) -> bytes:
    payload = message.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _file_name(name: str) -> str:
    """Keep the last step of a path, printable and short; its ending stays."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(sign for sign in last if sign.isprintable()).strip(" .")
    if len(shown) <= _LONGEST_NAME:
        return shown
    ending = PurePosixPath(shown).suffix[:10]
    return shown[: _LONGEST_NAME - len(ending)] + ending
