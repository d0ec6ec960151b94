"""As what a document is shown. What the bytes of a file set aside are is judged by themselves, not by what is said."""

import json
import re
from collections.abc import Iterator

PDF = "application/pdf"
XML, JSON, TEXT, BYTES = "application/xml", "application/json", "text/plain", "application/octet-stream"
_STARTS = {"<": XML, "{": JSON, "[": JSON}
SHOWN = {XML: TEXT, "text/xml": TEXT, JSON: TEXT, TEXT: TEXT, PDF: PDF}
"""Types that are shown, and as what: markup only as plain text, so that nothing in it runs under our address."""
LARGEST = 1_000_000
"""Bytes; what is larger is shown as it came."""
OPENING, CLOSING = ("{", "["), ("}", "]")
DEEPEST = 10
"""Levels; what lies deeper is indented no farther."""
MOST_TIMES = 3
"""How often its own size something may take when it is laid out; what takes more is shown as it came."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s",:\[\]{}]+|[,:\[\]{}]', re.DOTALL)


def type_shown(stated: str) -> str | None:
    """Tell as what a file of this type is shown; None for what is only handed out."""
    return SHOWN.get(type_of(stated))


def type_of(stated: str) -> str:
    """Read a type without what is said of it, such as an encoding."""
    return stated.partition(";")[0].strip().lower()


def media_type(content: bytes) -> str:
    """Tell a PDF by its first words (ISO 32000 lets some bytes stand before them), text by being text."""
    if b"%PDF-" in content[:1024]:
        return PDF
    text = as_text(content)
    return BYTES if text is None else _STARTS.get(text.lstrip()[:1], TEXT)


def as_text(content: bytes) -> str | None:
    """Read bytes as the text that they are; None for what is none. Markup may be in an older encoding."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("iso-8859-1") if content.startswith(b"<") else "\0"
    return None if "\0" in text else text


def as_laid_out(stated: str, content: bytes) -> bytes:
    """Lay JSON out in lines, for people to read; anything else is left as it came.

    Only the white space between its tokens changes: every number and every name stays as it is written.
    """
    if type_of(stated) != JSON or len(content) > LARGEST:
        return content
    try:
        text = content.decode("utf-8-sig")
        json.loads(text)
    except (ValueError, RecursionError):
        return content
    laid_out = "".join(_spaced(_TOKEN.findall(text))).encode()
    return laid_out if len(laid_out) <= MOST_TIMES * len(content) else content


def _spaced(tokens: list[str]) -> Iterator[str]:
    """Put white space between tokens: a line for each member; what is empty stays on one line."""
    depth, before = 0, ""
    for token in tokens:
        depth -= token in CLOSING
        yield _between(before, token, depth) + token
        depth += token in OPENING
        before = token


def _between(before: str, token: str, depth: int) -> str:
    if before == ":":
        return " "
    begins = before in OPENING or before == ","
    return _line(depth) if begins != (token in CLOSING) else ""


def _line(depth: int) -> str:
    return "\n" + "  " * min(depth, DEEPEST)
