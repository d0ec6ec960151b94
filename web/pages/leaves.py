"""Cutting a long page into leaves that are light enough to be sent, with nothing left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import escape

HEAVIEST = 60_000
"""Bytes of rows on one leaf; what frames them stays far below what is left of 100 KB."""
MARKUP = 150
"""Bytes that the markup of a row adds to its words, at most about."""

Leaf = Mapping[str, Sequence[Any]]


def leaves(sections: Mapping[str, Sequence[Any]], heaviest: int = HEAVIEST) -> list[Leaf]:
    """Lay the rows of all sections one after the other on leaves, each with the rows of the sections that it shows."""
    found: list[dict[str, list[Any]]] = [{}]
    weight = 0
    for name, rows in sections.items():
        for row in rows:
            added = MARKUP + len(escape(repr(row)).encode("utf-8", "replace"))
            if weight and weight + added > heaviest:
                found.append({})
                weight = 0
            weight += added
            found[-1].setdefault(name, []).append(row)
    return list(found)
