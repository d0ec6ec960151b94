"""Text that is safe in a mail: no control or direction characters, and nothing of the vendor's becomes a link.

Mail programs turn addresses in plain text into links by themselves, so a line item "pay at evil.example" would be
one click away in a mail that people trust. Therefore every text that is not marked `Ours` is defused:
`://` is written `[:]//`, a dot inside a domain-like word `[.]`, and `mailto:` and its like `mailto[:]`.
"""

import re

# C0 and C1 controls, surrogates, direction and invisible characters, tags (Unicode Bidi_Control and Default_Ignorable).
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAKS = re.compile("\r\n?|[\u2028\u2029\x85]")
_SCHEME = re.compile(r"\b(mailto|tel|sms|javascript|data|file|cid|xmpp|skype)\s*:", re.IGNORECASE)
_DOT = re.compile(r"(?<=\S)[.\u3002\uff0e\uff61](?=[^\W\d_]{2})")
LONGEST = 300
LONGEST_PROBLEM = 900
"""For a sentence that ends in what to do."""


class Ours(str):
    """A text that this installation made or that its own setup file states, so it may hold an address."""

    __slots__ = ()


def clean(text: str) -> str:
    """Take out what cannot be seen or turns the direction of writing; line breaks stay."""
    return _HIDDEN.sub("", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """Clean a text for a subject, a header or a name."""
    return " ".join(clean(text).split())


def defuse(text: str) -> str:
    """Clean a text and write what a mail program would make a link of so that it stays text."""
    return _DOT.sub("[.]", _SCHEME.sub(r"\1[:]", clean(text).replace("://", "[:]//")))


def quoted(text: str | None, longest: int = LONGEST) -> str:
    """Quote what the vendor wrote, defused, on one line and cut to a length that fits a mail."""
    line = one_line(text or "")
    shown = line if len(line) <= longest else line[:longest] + "…"
    return f"“{defuse(shown)}”"
