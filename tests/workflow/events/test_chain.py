"""The exported history shows every edit: altered, removed, added, swapped; a cut tail shows against a head."""

import json
from typing import Any

import pytest

from workflow.events.chain import FIRST, Head, HeadError, digest_of, parse_head, verify


def a_line(workspace: str, seq: int, prev: str) -> dict[str, Any]:
    line = {
        "workspace": workspace,
        "seq": seq,
        "at": f"2026-12-0{seq}T09:00:00Z",
        "kind": "review.open",
        "about": f"review:{seq}",
        "actor": "system",
        "why": "Größe geprüft",
        "data": {"total": "473.00", "revision": 1},
        "prev": prev,
    }
    return {**line, "hash": digest_of(line)}


def a_chain(workspace: str = "acme", length: int = 5) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    for seq in range(1, length + 1):
        lines.append(a_line(workspace, seq, lines[-1]["hash"] if lines else FIRST))
    return lines


def found(lines: list[dict[str, Any]], *heads: Head) -> list[str]:
    return verify([json.dumps(line) for line in lines], heads)


def test_an_untouched_history_holds() -> None:
    assert found(a_chain() + a_chain("beta")) == []


def test_nothing_at_all_holds() -> None:
    assert found([]) == []


@pytest.mark.parametrize(
    "change",
    [{"why": "another reason"}, {"actor": "eve@example.com"}, {"at": "2026-12-03T09:00:01Z"}, {"data": {}}],
    ids=lambda change: next(iter(change)),
)
def test_an_altered_line_is_found(change: dict[str, Any]) -> None:
    lines = a_chain()
    lines[2] |= change
    assert found(lines) == ["line 3: acme 3 was altered: its hash does not belong to it"]


def test_a_line_that_says_something_twice_is_found() -> None:
    told = json.dumps(a_chain(length=1)[0])
    twice = told.replace('"actor": "system"', '"actor": "eve@example.com", "actor": "system"')
    assert verify([twice]) == ["line 1: this is no exported event"]


def test_a_line_nested_beyond_reading_is_found() -> None:
    told = json.dumps(a_chain(length=1)[0])
    deep = told.replace('"data": {', '"data": {"deep": ' + "[" * 100_000 + "]" * 100_000 + ", ")
    assert verify([deep]) == ["line 1: this is no exported event"]


def test_an_altered_line_with_a_new_hash_is_found_by_the_next() -> None:
    lines = a_chain()
    lines[2]["why"] = "another reason"
    lines[2]["hash"] = digest_of(lines[2])
    assert found(lines) == ["line 4: acme 4 does not follow the line before it"]


@pytest.mark.parametrize("place", [0, 2])
def test_a_removed_line_is_found(place: int) -> None:
    lines = a_chain()
    del lines[place]
    assert found(lines) == [f"line {place + 1}: acme {place + 2} follows {place}: lines were removed, added or swapped"]


def test_swapped_lines_are_found() -> None:
    lines = a_chain()
    lines[1], lines[2] = lines[2], lines[1]
    assert "line 2: acme 3 follows 1: lines were removed, added or swapped" in found(lines)


def test_swapped_lines_that_were_numbered_anew_are_found() -> None:
    lines = a_chain()
    lines[1], lines[2] = {**lines[2], "seq": 2}, {**lines[1], "seq": 3}
    assert found(lines)[0] == "line 2: acme 2 was altered: its hash does not belong to it"


def test_an_added_line_is_found() -> None:
    lines = a_chain()
    lines.insert(2, a_line("acme", 3, lines[1]["hash"]))
    assert found(lines) == ["line 4: acme 3 follows 3: lines were removed, added or swapped"]


def test_an_added_line_that_differs_is_found() -> None:
    lines = a_chain()
    extra = {**a_line("acme", 3, lines[1]["hash"]), "why": "made up"}
    extra["hash"] = digest_of(extra)
    lines.insert(2, extra)
    assert found(lines)


def test_a_line_of_another_workspace_is_found() -> None:
    lines = a_chain()
    lines.insert(2, a_line("beta", 3, lines[1]["hash"]))
    assert found(lines) == ["line 3: beta 3 follows 0: lines were removed, added or swapped"]


def test_a_cut_tail_holds_by_itself_and_shows_against_a_head() -> None:
    lines = a_chain()
    head = Head("acme", 5, lines[4]["hash"])
    assert found(lines, head) == []
    assert found(lines[:3]) == []
    assert found(lines[:3], head) == ["the tail is cut: acme 5 is missing"]


def test_a_workspace_that_is_gone_shows_against_its_head() -> None:
    assert found(a_chain("beta"), Head("acme", 5, a_chain()[4]["hash"])) == ["the tail is cut: acme 5 is missing"]


def test_a_history_written_anew_shows_against_a_head() -> None:
    lines = a_chain()
    head = Head("acme", 5, lines[4]["hash"])
    lines[4]["why"] = "another reason"
    lines[4]["hash"] = digest_of(lines[4])
    assert found(lines, head) == ["acme 5 is not the line that was written down"]


def test_later_lines_than_the_head_hold() -> None:
    lines = a_chain()
    assert found(lines, Head("acme", 3, lines[2]["hash"])) == []


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "null", "{}", '{"workspace": "acme"}', '"acme"', "1e999"])
def test_what_is_no_event_is_said_to_be_none(text: str) -> None:
    assert verify([text]) == ["line 1: this is no exported event"]


def test_a_line_with_another_field_is_no_event() -> None:
    line = {**a_line("acme", 1, FIRST), "extra": 1}
    assert "no exported event" in found([line])[0]


def test_the_hash_is_over_the_canonical_json_of_the_line_without_it() -> None:
    line = {"b": 1, "a": "ü"}
    assert digest_of({**line, "hash": "x"}) == digest_of({"a": "ü", "b": 1})


def test_a_head_is_workspace_number_and_hash() -> None:
    assert parse_head("acme-emea:12:abc") == Head("acme-emea", 12, "abc")


@pytest.mark.parametrize("text", ["", "acme", "acme:12", "acme:x:abc", ":1:abc", "acme:1:", "acme:-1:abc"])
def test_anything_else_is_no_head(text: str) -> None:
    with pytest.raises(HeadError, match="WORKSPACE:SEQ:HASH"):
        parse_head(text)
