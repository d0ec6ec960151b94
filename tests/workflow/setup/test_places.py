"""The line of everything in a TOML text, however it is written."""

import tomllib
from typing import Any

import pytest

from workflow.setup.places import Path, lines_of

TEXT = '''# a comment with [brackets] and "quotes"
title = "a # no comment ] }"
dotted . "quoted key".'x' = 1

[plain]   # here
several = """
[not.a.table]
k = 1 \\""" ""still inside"""
literal = \'\'\'
]]\'\'\'
after = 2026-01-01 10:00:00  # with a blank

[[rows]]
inline = { a = 1, b = { c = [ 1, 2 ] } }
[rows.sub]
deep = true
[[rows.parts]]
n = 1
[[rows.parts]]
n = 2
[[rows]]
list = [  # why
  "a,]",

  { k = "v",  z.y = 2 },
  [ [1], [
    2 ] ],
]
empty = []
none = {}
'''

EXPECTED = {
    ("title",): 2,
    ("dotted", "quoted key", "x"): 3,
    ("plain",): 5,
    ("plain", "several"): 6,
    ("plain", "literal"): 9,
    ("plain", "after"): 11,
    ("rows",): 13,
    ("rows", 0, "inline", "b", "c", 1): 14,
    ("rows", 0, "sub"): 15,
    ("rows", 0, "sub", "deep"): 16,
    ("rows", 0, "parts", 0, "n"): 18,
    ("rows", 0, "parts", 1): 19,
    ("rows", 0, "parts", 1, "n"): 20,
    ("rows", 1): 21,
    ("rows", 1, "list", 0): 23,
    ("rows", 1, "list", 1, "z", "y"): 25,
    ("rows", 1, "list", 2, 1, 0): 27,
    ("rows", 1, "none"): 30,
}


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n"), TEXT.rstrip("\n")])
def test_lines_are_those_of_the_text(text: str) -> None:
    lines = lines_of(text)
    assert {path: lines.get(path) for path in EXPECTED} == EXPECTED


def test_every_value_has_a_line() -> None:
    assert set(_paths(tomllib.loads(TEXT))) == set(lines_of(TEXT))


def _paths(value: Any, path: Path = ()) -> list[Path]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for step, inner in steps for found in ((*path, step), *_paths(inner, (*path, step)))]
