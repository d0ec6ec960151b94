"""Links that let a person act from a mail: a public id and a signature over the row, nothing secret is stored.

A token is base64url (RFC 4648 section 5, no padding) of 16 bytes link id and 16 bytes HMAC-SHA256, 43 characters.
The same row signs to the same token, so a retry or a reminder carries the same link; a new generation of the row,
another person or another seat does not verify. Whether the link is still good is the row's to say, not the token's.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

ACT, QUESTION = b"act", b"question"
"""What a link is for; one that was made for something else does not verify."""
_ID_BYTES = 16
_SIGNATURE_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Signable(Protocol):
    """What of a link is signed; the rows of access links and of questions have it, and what case files tell of them."""

    @property
    def id(self) -> UUID:
        """Name the row."""
        ...

    @property
    def assignment_id(self) -> UUID:
        """Name the seat."""
        ...

    @property
    def person_id(self) -> UUID | None:
        """Name the person whom the link was given to."""
        ...

    @property
    def generation(self) -> int:
        """Count how often the link was replaced."""
        ...


def sign(link: Signable, keys: Sequence[bytes], purpose: bytes = ACT) -> str:
    """Spell the token of a link; the first key signs."""
    return _encode(link.id.bytes + _signature(link, keys[0], purpose))


def public_id(token: str) -> UUID | None:
    """Read the link id out of a token; None when it is altered, cut, padded or not in its one canonical form."""
    if not _TOKEN.fullmatch(token):
        return None
    raw = base64.urlsafe_b64decode(token + "=")
    return UUID(bytes=raw[:_ID_BYTES]) if _encode(raw) == token else None


def verify(token: str, link: Signable, keys: Sequence[bytes], purpose: bytes = ACT) -> bool:
    """Say whether the token is this link's, signed with any of the keys; takes as long for a wrong one."""
    given = token.encode("ascii", "replace")
    # All of them, in equal time.
    matches = [hmac.compare_digest(given, sign(link, [key], purpose).encode()) for key in keys]
    return any(matches)


def act_url(base_url: str, token: str) -> str:
    """Spell the address of the page where the person answers."""
    return f"{base_url.rstrip('/')}/act/{token}"


def question_url(base_url: str, token: str) -> str:
    """Spell the address of the page where a colleague answers a question."""
    return f"{base_url.rstrip('/')}/questions/{token}"


def escalated_url(base_url: str, review_id: UUID) -> str:
    """Spell the address at which an admin takes up a review, first in the list of what waits for one."""
    return f"{base_url.rstrip('/')}/escalated?review={review_id}"


def mails_url(base_url: str) -> str:
    """Spell the address of the page where a person chooses between digests and a mail each."""
    return f"{base_url.rstrip('/')}/mails"


def _signature(link: Signable, key: bytes, purpose: bytes) -> bytes:
    key_id = hashlib.sha256(key).digest()[:4]
    person = link.person_id.bytes if link.person_id else b""
    parts = (link.id.bytes, link.assignment_id.bytes, person, str(link.generation).encode())
    message = b"|".join((key_id.hex().encode(), purpose, *(part.hex().encode() for part in parts)))
    return hmac.digest(key, message, "sha256")[:_SIGNATURE_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
