"""The address that opens a ready letter in the reader's own mail program (RFC 6068)."""

from urllib.parse import quote

LONGEST = 1900
"""Windows hands no more than about two thousand characters to a mail program."""
TO_BE_PASTED = "(please paste the letter here)"


def mailto(to: str, subject: str, body: str) -> str | None:
    """Give the address of a letter to somebody; None without anybody. A long letter is left to be pasted."""
    if not to:
        return None
    whole = _address(to, subject, body.replace("\n", "\r\n"))  # section 5
    return whole if len(whole) <= LONGEST else _address(to, subject, TO_BE_PASTED)


def _address(to: str, subject: str, body: str) -> str:
    return f"mailto:{quote(to, safe='@')}?subject={quote(subject)}&body={quote(body)}"
