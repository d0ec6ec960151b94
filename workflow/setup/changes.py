"""What applying a setup file changes: what it says compared with what is stored, told in one line a row.

Pure: both sides are columns by identity (e-mail address, workspace key, source name); no row, no database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Columns = dict[str, Any]
Difference = dict[str, tuple[Any, Any]]
"""Old and new value by column."""


@dataclass(frozen=True)
class Change:
    """One row that changes; `added` holds its columns when it is new, else `difference` what is not as it was."""

    noun: str
    key: str
    told: str
    added: Columns | None = None
    difference: Difference = field(default_factory=dict)

    @property
    def line(self) -> str:
        """Say in one line what changes."""
        return f"{self.noun} {self.key}{self.told}"

    @property
    def new_values(self) -> Columns:
        """Give what is to be written into a row that is there."""
        return {column: new for column, (_, new) in self.difference.items()}


def compare(noun: str, wanted: Mapping[str, Columns], stored: Mapping[str, Columns]) -> list[Change]:
    """List what has to be added, changed, switched on again and switched off; stored rows have `active`."""
    return [*_present(noun, wanted, stored), *_gone(noun, wanted, stored)]


def difference_of(old: Columns, new: Columns) -> Difference:
    """Give old and new of every column of `new` that is not as it was."""
    return {column: (old.get(column), value) for column, value in new.items() if old.get(column) != value}


def told(difference: Difference, nothing: str = "none") -> str:
    """Write a difference for people: `roles finance → finance, admin; name Ana → Anna`."""
    return "; ".join(part for column, (old, new) in difference.items() for part in _parts(column, old, new, nothing))


def _present(noun: str, wanted: Mapping[str, Columns], stored: Mapping[str, Columns]) -> Iterator[Change]:
    for key, columns in wanted.items():
        if key not in stored:
            yield Change(noun, key, " added", added=columns)
        elif difference := difference_of(stored[key], {**columns, "active": True}):
            yield Change(noun, key, _told(difference), difference=difference)


def _gone(noun: str, wanted: Mapping[str, Columns], stored: Mapping[str, Columns]) -> Iterator[Change]:
    for key, columns in stored.items():
        if key not in wanted and columns["active"]:
            sentence = " deactivated: it is no longer in the file"
            yield Change(noun, key, sentence, difference={"active": (True, False)})


def _told(difference: Difference) -> str:
    rest = told({column: values for column, values in difference.items() if column != "active"})
    if "active" in difference:
        return f" reactivated; {rest}" if rest else " reactivated"
    return f": {rest}"


def _parts(column: str, old: Any, new: Any, nothing: str) -> Iterator[str]:
    if isinstance(old, dict) or isinstance(new, dict):
        before, after = old or {}, new or {}
        for key in [*before, *(key for key in after if key not in before)]:
            if before.get(key) != after.get(key):
                yield from _parts(f"{column}.{key}", before.get(key), after.get(key), nothing)
    elif any(isinstance(item, dict) for value in (old, new) if isinstance(value, list) for item in value):
        yield f"{column} changed"
    else:
        yield f"{column} {_shown(old, nothing)} → {_shown(new, nothing)}"


def _shown(value: Any, nothing: str) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or nothing
    if isinstance(value, bool):
        return str(value).lower()
    return nothing if value is None else str(value)
