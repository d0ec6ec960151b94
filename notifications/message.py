"""A mail as data, and how it is written: threaded by review, marked as automatic, the same id however often sent."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr

from pendulum import DateTime

from notifications.wording import one_line

NOTICE = "X-Countersign-Notice"
WHOLE = frozenset({NOTICE.lower(), "message-id", "references", "in-reply-to"})
"""Headers that are identifiers: they stand on one line, for the library would break or encode a long one."""


class _Whole(EmailPolicy):
    """Mail as SMTP wants it, with identifiers left whole."""

    def fold(self, name: str, value: str) -> str:
        """Write a header as text."""
        return f"{name}: {value}{self.linesep}" if _is_whole(name, value) else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Write a header as octets."""
        return self.fold(name, value).encode("ascii") if _is_whole(name, value) else super().fold_binary(name, value)


def _is_whole(name: str, value: str) -> bool:
    return name.lower() in WHOLE and value.isascii()


# Lines of at most 998 octets are what RFC 5321 allows; 78 is the length that every relay leaves alone.
POLICY = _Whole(linesep="\r\n", max_line_length=78)


class UnwritableAddressError(ValueError):
    """An address that cannot stand in a mail header; the message says which."""


@dataclass(frozen=True)
class Attachment:
    """A file that goes along; `media_type` as in `application/pdf`."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Mailbox:
    """Who gets a mail: an address, and a name if there is one."""

    email: str
    name: str = ""


@dataclass(frozen=True)
class Message:
    """One mail to one reader; `headers` are further ones by name."""

    to: Mailbox
    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


def message_id(notice_key: str, domain: str) -> str:
    """Derive the Message-ID of a notice, so that a repeated mail is recognised as the same."""
    return f"<{hashlib.sha256(notice_key.encode()).hexdigest()[:40]}@{domain}>"


def standing_headers(notice_key: str, thread: str, domain: str) -> dict[str, str]:
    """Give the headers that every mail of ours has; `thread` is `noun:id` of what the mails are about."""
    root = f"<{thread.replace(':', '-')}@{domain}>"
    return {
        "Message-ID": message_id(notice_key, domain),
        "References": root,
        "In-Reply-To": root,
        NOTICE: notice_key,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def domain_of(mail_from: str) -> str:
    """Tell the domain of the sender's address; `localhost` when it has none."""
    return parseaddr(mail_from)[1].rpartition("@")[2] or "localhost"


def address(mailbox: Mailbox) -> Address:
    """Check an address and give it in the form for a header; raises UnwritableAddressError."""
    user, at, host = mailbox.email.strip().rpartition("@")
    try:
        if not user.isascii() or not at or not host:
            raise ValueError("it needs a name of plain letters, an @ and a domain")  # noqa: TRY301  # one way out
        return Address(one_line(mailbox.name), addr_spec=f"{user}@{host.encode('idna').decode()}")
    except (ValueError, IndexError, MessageError) as error:
        raise UnwritableAddressError(f"{mailbox.email!r} is no address that a mail can be sent to: {error}") from error


def write(message: Message, mail_from: str, date: DateTime) -> EmailMessage:
    """Write a mail as text and HTML with its attachments; raises UnwritableAddressError."""
    mail = EmailMessage(policy=POLICY)
    name, sender = parseaddr(mail_from)
    mail["From"] = address(Mailbox(sender, name or "Countersign"))
    mail["To"] = address(message.to)
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(date)
    for header, value in message.headers.items():
        mail[header] = one_line(value)
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    for attachment in message.attachments:
        kind, _, subtype = attachment.media_type.partition("/")
        mail.add_attachment(
            attachment.content, maintype=kind, subtype=subtype or "octet-stream", filename=one_line(attachment.name)
        )
    return mail
