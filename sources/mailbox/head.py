"""The head of a mail: who sent it to whom and when, and whether a machine did."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parsedate_to_datetime
from functools import cached_property, partial

from sources.http import quoted
from sources.mailbox.sender import addresses_in, sender_of
from sources.mailbox.tolerance import tolerant

NOTICE = "X-Countersign-Notice"
"""Stands in every letter of ours."""
LARGEST = 64 * 1024
_RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "Resent-To")
_ANSWERING = ("X-Autoreply", "X-Autorespond", "X-Autoresponder")
_SUPPRESSING = {"oof", "all", "autoreply"}
_OUR_ID = re.compile(r"<[0-9a-f]{40}@(?P<domain>[^<>@\s]+)>")
_OUR_THREAD = re.compile(r"<[a-z]+-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@(?P<domain>[^<>@\s]+)>")
_DELIVERY = re.compile(r"multipart/report\b.*\breport-type\s*=\s*(?:global-)?delivery-status\b", re.DOTALL)
_END = re.compile(rb"\r?\n\r?\n|\r\r")


@dataclass(frozen=True)
class Head:
    """What the headers of a mail say; read one by one, and null or empty where they cannot be read."""

    headers: Mapping[str, tuple[str, ...]]
    """By name in lower case, in the order of the mail."""

    @cached_property
    def sender(self) -> str | None:
        """The one address that the mail is from, or null."""
        return sender_of(self._all("From"))

    @cached_property
    def recipients(self) -> frozenset[str]:
        """Every address that the mail was sent or delivered to."""
        return addresses_in([value for name in _RECIPIENTS for value in self._all(name)])

    @cached_property
    def subject(self) -> str:
        """The subject on one line; empty when there is none."""
        raw = self._one("Subject")[:500]
        return quoted(tolerant(lambda: str(make_header(decode_header(raw))), raw)) or ""

    @cached_property
    def sent_on(self) -> date | None:
        """The day that the mail says it was sent on."""
        return tolerant(lambda: parsedate_to_datetime(self._one("Date")[:100]).date(), None)

    @property
    def is_ours(self) -> bool:
        """Tell a letter of ours that has come back; some gateways take the header out, so its ids tell it too."""
        if self.has(NOTICE):
            return True
        own = _OUR_ID.fullmatch(self._one("Message-ID").strip())
        thread = _OUR_THREAD.match(self._one("References").strip())
        return bool(own and thread and own["domain"] == thread["domain"])

    @property
    def is_automatic_answer(self) -> bool:
        """Tell what no person and no billing program wrote: an out-of-office note, a bounce, a receipt."""
        answering = any(self.has(name) and self._word(name) != "no" for name in _ANSWERING)
        return (
            answering
            or self._word("Auto-Submitted") == "auto-replied"
            or self._word("Precedence") in {"auto_reply", "auto-reply"}
            or self._word("Content-Type") == "multipart/report"
        )

    @property
    def is_delivery_report(self) -> bool:
        """Tell a mail server's report of what became of a mail (RFC 3464), not one that somebody has read it."""
        return _DELIVERY.match(self._one("Content-Type").strip().lower().replace('"', "")) is not None

    @property
    def is_generated(self) -> bool:
        """Tell what a machine sent; that may well be the vendor's billing program."""
        suppressed = {word.strip().lower() for word in self._one("X-Auto-Response-Suppress").split(",")}
        return (
            self._word("Auto-Submitted") not in {"", "no"}
            or self._word("Precedence") in {"bulk", "junk", "list"}
            or bool(suppressed & _SUPPRESSING)
            or self.is_from_nobody
        )

    @property
    def is_from_nobody(self) -> bool:
        """Tell a mail with an empty return path, to which nothing may be answered (RFC 5321, 4.5.5)."""
        return self._one("Return-Path").strip() == "<>"

    @property
    def is_an_answer(self) -> bool:
        """Tell a mail that answers another."""
        return self.has("In-Reply-To") or self.has("References")

    @property
    def origin(self) -> str:
        """Say where something from this mail came from."""
        day = f" of {self.sent_on}" if self.sent_on else ""
        who = self.sender or quoted(self._one("From")) or "nobody"
        return f"mail from {who}{day}, subject {self.subject or 'none'}"

    def has(self, name: str) -> bool:
        """Tell whether there is such a header."""
        return name.lower() in self.headers

    def _all(self, name: str) -> tuple[str, ...]:
        return self.headers.get(name.lower(), ())

    def _one(self, name: str) -> str:
        return next(iter(self._all(name)), "")

    def _word(self, name: str) -> str:
        """Give the first word of a header in lower case, without its parameters and comments."""
        return next(iter(re.split(r"[\s;(]", self._one(name).strip().lower())), "")


def read_head(content: bytes) -> Head:
    """Read the headers at the beginning of a mail."""
    end = _END.search(content[:LARGEST])
    beginning = content[: end.end() if end else LARGEST]
    message = tolerant(lambda: BytesHeaderParser(policy=compat32).parsebytes(beginning), None)
    found: dict[str, list[str]] = {}
    for name, value in message.items() if message else ():
        found.setdefault(name.lower(), []).append(tolerant(partial(str, value), ""))
    return Head({name: tuple(values) for name, values in found.items()})
