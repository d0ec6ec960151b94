"""What a mailbox needs to be opened."""

from dataclasses import dataclass, field
from typing import Literal

Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True)
class MailboxSettings:
    """One `[sources.*]` of kind `mailbox`, with the password itself beside the name of its variable."""

    host: str
    user: str
    password: str = field(repr=False)
    password_env: str
    port: int = 993
    security: Security = "tls"
    folder: str = "INBOX"
    allow_private_addresses: bool = False
