"""A caught mail, taken apart for people and for the scripts that play people."""

import email
import email.policy
import re
from dataclasses import dataclass, field
from email.message import MIMEPart

NOTICE = "X-Countersign-Notice"
LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Message:
    """One mail as it came over SMTP; `number` counts from 1 in the order of arrival."""

    number: int
    recipients: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str | None
    raw: bytes = field(repr=False)

    @property
    def to(self) -> str:
        """Whom it was delivered to: the envelope's addresses, which no header can change."""
        return ", ".join(self.recipients)

    @property
    def sender(self) -> str:
        """The From header."""
        return self.header("From") or ""

    @property
    def subject(self) -> str:
        """The Subject header."""
        return self.header("Subject") or ""

    @property
    def date(self) -> str:
        """The Date header as written, in business time where the engine wrote it."""
        return self.header("Date") or ""

    @property
    def notice(self) -> str | None:
        """Which notice it is, by its key; None for a mail that is none."""
        return self.header(NOTICE)

    @property
    def links(self) -> tuple[str, ...]:
        """The links to act on: those that stand on a line of their own in the text part."""
        lines = (line.strip() for line in self.text.splitlines())
        return tuple(line for line in lines if LINK.fullmatch(line))

    def header(self, name: str) -> str | None:
        """Give the first header of that name in any case, None when there is none."""
        return next((value for known, value in self.headers if known.lower() == name.lower()), None)


def read_message(number: int, recipients: tuple[str, ...], raw: bytes) -> Message:
    """Take a mail apart; a part that is missing is empty text, or no HTML."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    headers = tuple((name, str(value).strip()) for name, value in mail.items())  # a folded one begins with a space
    html = mail.get_body(("html",))
    return Message(
        number, recipients, headers, _content(mail.get_body(("plain",))), _content(html) if html else None, raw
    )


def _content(part: MIMEPart | None) -> str:
    content = part.get_content() if part else ""
    return content.replace("\r\n", "\n") if isinstance(content, str) else ""
