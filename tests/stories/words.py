"""What a mail says, whatever its lines."""

from sandbox.message import Message


def said(mail: Message) -> str:
    """Give the text of a mail on one line."""
    return " ".join(mail.text.split())
