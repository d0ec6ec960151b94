"""Where things stand in a TOML text: the line of every table, key and element, for messages that name the place.

Python's own reader tells values but not lines. This one tells lines but not values: it walks a text that the
reader has accepted, so it checks nothing but what the reader reports at the wrong line.
"""

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

_BLANK = re.compile(r"[ \t\r]*")
_BLANK_LINES = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")
_STRINGS = (
    ('"""', re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}', re.DOTALL)),
    ("'''", re.compile(r"'''.*?'{3,5}", re.DOTALL)),
    ('"', re.compile(r'"(?:[^"\\\n]|\\.)*"')),
    ("'", re.compile(r"'[^'\n]*'")),
)


class MisplacedError(ValueError):
    """Raised where the walk cannot go on; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        """Keep the line beside the sentence."""
        super().__init__(message)
        self.line = line


def lines_of(text: str) -> dict[Path, int]:
    """Give the line of everything in a TOML text: `("workspaces", 1, "cycle", "anchor")` and every part of it.

    What is named several times (a table and its sub-tables) counts where it is named first.
    Raises MisplacedError for a key that is set twice or a text in quotes that never ends.
    """
    walk = _Walk(text)
    walk.document()
    return walk.lines


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.lines: dict[Path, int] = {}
        self.lengths: dict[Path, int] = {}
        self.assigned: dict[Path, int] = {}
        self._breaks = [found.start() for found in re.finditer("\n", text)]

    def document(self) -> None:
        table: Path = ()
        while self._more():
            if self._at("["):
                table = self._header()
            else:
                self._assignment(table)

    def _more(self) -> bool:
        self._skip(_BLANK_LINES)
        return self.pos < len(self.text)

    def _header(self) -> Path:
        line = self._line()
        repeated = self._at("[[")
        self.pos += 2 if repeated else 1
        path = self._resolved(self._dotted_key(), repeated=repeated)
        self._note(path, line)
        self.pos += 2 if repeated else 1
        return path

    def _resolved(self, key: list[str], *, repeated: bool) -> Path:
        """Turn a header's key into a path through the latest element of each array of tables on its way."""
        path: Path = ()
        for position, part in enumerate(key, start=1):
            path = (*path, part)
            if repeated and position == len(key):
                self.lengths[path] = self.lengths.get(path, 0) + 1
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        return path

    def _assignment(self, table: Path) -> None:
        line = self._line()
        path = (*table, *self._dotted_key())
        if path in self.assigned:
            raise MisplacedError(line, f"{path[-1]} is set twice, first on line {self.assigned[path]}")
        self.assigned[path] = line
        self._note(path, line)
        self._skip(_BLANK)
        self._take("=")
        self._value(path)

    def _dotted_key(self) -> list[str]:
        parts = [self._key()]
        self._skip(_BLANK)
        while self._at("."):
            self.pos += 1
            parts.append(self._key())
            self._skip(_BLANK)
        return parts

    def _key(self) -> str:
        self._skip(_BLANK)
        if self._at('"') or self._at("'"):
            return next(iter(tomllib.loads(f"{self._string()} = 0")))
        return self._skip(_BARE_KEY)

    def _value(self, path: Path) -> None:
        self._skip(_BLANK)
        if self._at('"') or self._at("'"):
            self._string()
        elif self._at("["):
            self._array(path)
        elif self._at("{"):
            self._inline_table(path)
        else:
            self._skip(_SCALAR)

    def _array(self, path: Path) -> None:
        self._take("[")
        self._skip(_BLANK_LINES)
        position = 0
        while not self._at("]"):
            self._note((*path, position), self._line())
            self._value((*path, position))
            self._separator()
            position += 1
        self.pos += 1

    def _inline_table(self, path: Path) -> None:
        self._take("{")
        self._skip(_BLANK_LINES)
        while not self._at("}"):
            self._assignment(path)
            self._separator()
        self.pos += 1

    def _separator(self) -> None:
        self._skip(_BLANK_LINES)
        if self._at(","):
            self.pos += 1
            self._skip(_BLANK_LINES)
        elif not (self._at("]") or self._at("}")):
            raise MisplacedError(self._line(), "a comma or the end of the list is missing")

    def _string(self) -> str:
        for quotes, pattern in _STRINGS:
            if self._at(quotes):
                found = pattern.match(self.text, self.pos)
                if found is None:
                    raise MisplacedError(self._line(), "the text in quotes that begins here never ends")
                self.pos = found.end()
                return found.group()
        raise MisplacedError(self._line(), "a text in quotes is missing")

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.pos)
        if found is None:
            raise MisplacedError(self._line(), "something is missing")
        self.pos = found.end()
        return found.group()

    def _take(self, sign: str) -> None:
        if not self._at(sign):
            raise MisplacedError(self._line(), f"{sign!r} is missing")
        self.pos += len(sign)

    def _at(self, sign: str) -> bool:
        return self.text.startswith(sign, self.pos)

    def _line(self) -> int:
        return bisect_right(self._breaks, self.pos - 1) + 1

    def _note(self, path: Path, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)
