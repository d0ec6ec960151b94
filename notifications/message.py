"""A mail as data, and how it is written: threaded by review, marked as automatic, the same id however often sent."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, formataddr, parseaddr
from typing import cast

from pendulum import DateTime

from notifications.wording import one_line

NOTICE = "X-Countersign-Notice"
LONGEST_NAME = 120
LONGEST_WORD = 60
"""Of a subject that may stand as it is: a longer one would begin a line, and its line break be read as a space."""
WHOLE = frozenset({NOTICE.lower(), "message-id", "references", "in-reply-to", "list-unsubscribe"})
"""Headers that are identifiers or addresses: they stand on one line, for the library would break or encode them."""


class _Whole(EmailPolicy):
    """Mail as SMTP wants it: identifiers left whole, the subject as it is, a name that cannot become an address."""

    def fold(self, name: str, value: str) -> str:
        """Write a header as text."""
        if _is_whole(name, value):
            return f"{name}: {value}{self.linesep}"
        if name.lower() in OWN_WAY:
            return f"{name}: {OWN_WAY[name.lower()](value, self.linesep)}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        """Write a header as octets."""
        ours = _is_whole(name, value) or name.lower() in OWN_WAY
        return self.fold(name, value).encode("ascii") if ours else super().fold_binary(name, value)


def _subject(value: str, linesep: str) -> str:
    """Fold a subject: the policy's own way adds a space where an encoded word meets a plain one."""
    plain = value.isascii() and all(len(word) <= LONGEST_WORD for word in value.split())
    charset = "us-ascii" if plain else "utf-8"
    return Header(value, charset, maxlinelen=76, header_name="Subject").encode(linesep=linesep)


def _mailbox(value: str, linesep: str) -> str:
    """Write a name and its address: the policy's own way forgets the quotation marks of a name that it breaks."""
    (only,) = cast("AddressHeader", value).addresses
    name = only.display_name
    if name.isascii():
        return formataddr((name, only.addr_spec))
    return f"{Header(name, 'utf-8', maxlinelen=70).encode(linesep=linesep)} <{only.addr_spec}>"


OWN_WAY = {"subject": _subject, "from": _mailbox, "to": _mailbox}


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
        return Address(_plain(mailbox.name)[:LONGEST_NAME], addr_spec=f"{user}@{host.encode('idna').decode()}")
    except (ValueError, IndexError, MessageError) as error:
        raise UnwritableAddressError(f"{mailbox.email!r} is no address that a mail can be sent to: {error}") from error


def _plain(text: str) -> str:
    """Clean a text for a header; what looks encoded (RFC 2047) would be decoded there, and show what it hides."""
    return one_line(text).replace("=?", "= ?")


def write(message: Message, mail_from: str, date: DateTime) -> EmailMessage:
    """Write a mail as text and HTML with its attachments; raises UnwritableAddressError."""
    mail = EmailMessage(policy=POLICY)
    name, sender = parseaddr(mail_from)
    mail["From"] = address(Mailbox(sender, name or "Countersign"))
    mail["To"] = address(message.to)
    mail["Subject"] = _plain(message.subject)
    mail["Date"] = format_datetime(date)
    for header, value in message.headers.items():
        mail[header] = _plain(value)
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    for attachment in message.attachments:
        kind, _, subtype = attachment.media_type.partition("/")
        mail.add_attachment(
            attachment.content, maintype=kind, subtype=subtype or "octet-stream", filename=_plain(attachment.name)
        )
    return mail
