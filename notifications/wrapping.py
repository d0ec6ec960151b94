"""Plain text in lines of at most 72 columns, so that it reads well where nothing wraps it."""

import re
import textwrap

WIDTH = 72
GLUE = "\ue000"
"""Stands for a space at which no line may end; a character of private use, so that nobody means anything by it."""
FARTHEST = 30
"""How far in a line may go on below its value."""
_LABEL = re.compile(r" *(?:- |[0-9]+\. )| {2}(?! )(?:(?! {2}).)+ {2,}(?=\S)| +")
_QUOTE = re.compile("“[^”]*”")
_ADDRESS = re.compile(r"://|mailto:")


def glued(words: str) -> str:
    """Keep words on one line."""
    return words.replace(" ", GLUE)


def unglued(text: str) -> str:
    """Give a text its spaces back."""
    return text.replace(GLUE, " ")


def wrapped(text: str) -> str:
    """Break what is too long between two words, below where its line began; an address stays whole."""
    return "\n".join(_wrapped(line) for line in text.split("\n"))


def _wrapped(line: str) -> str:
    if len(line) <= WIDTH or _ADDRESS.search(line) or " " not in line.strip():
        return line
    label = _LABEL.match(line)
    indent = len(label[0]) if label and len(label[0]) <= FARTHEST else 0
    lines = textwrap.wrap(
        _QUOTE.sub(_whole, line),
        WIDTH,
        subsequent_indent=" " * indent,
        expand_tabs=False,
        replace_whitespace=False,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def _whole(quote: re.Match[str]) -> str:
    """Leave a quotation in one piece that fits on a line."""
    return glued(quote[0]) if len(quote[0]) <= WIDTH else quote[0]
