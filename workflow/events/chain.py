"""The sealed history as lines of text: each line is hashed with the hash before it, so an edit shows.

A line's hash is the SHA-256 of the line without `hash`, as canonical JSON (RFC 8785).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import rfc8785
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.events.event import Event
from workflow.people.workspace import Workspace

FIRST = "0" * 64
"""What stands before the first line of a workspace."""

FIELDS = ("workspace", "seq", "at", "kind", "about", "actor", "why", "data", "prev", "hash")


@dataclass(frozen=True)
class Head:
    """Where a workspace's history ended when somebody wrote it down."""

    workspace: str
    seq: int
    hash: str


class HeadError(ValueError):
    """Raised for a head that is not WORKSPACE:SEQ:HASH."""


def parse_head(text: str) -> Head:
    """Read `WORKSPACE:SEQ:HASH`; raises HeadError."""
    workspace, _, rest = text.partition(":")
    seq, _, digest = rest.partition(":")
    if not workspace or not seq.isdecimal() or not digest:
        raise HeadError(f"{text!r} is not WORKSPACE:SEQ:HASH")
    return Head(workspace, int(seq), digest)


def line_of(event: Event, workspace: str, seq: int, prev: str) -> dict[str, Any]:
    """Give an event's exported line without its hash."""
    return {
        "workspace": workspace,
        "seq": seq,
        "at": event.at.to_iso8601_string(),
        "kind": event.kind,
        "about": event.about,
        "actor": event.actor,
        "why": event.why,
        "data": event.data,
        "prev": prev,
    }


def digest_of(line: dict[str, Any]) -> str:
    """Hash a line; a `hash` in it does not count."""
    return hashlib.sha256(rfc8785.dumps({key: value for key, value in line.items() if key != "hash"})).hexdigest()


def export(session: Session) -> Iterator[str]:
    """Give every sealed event as a line of JSON, ordered by workspace and `seq`."""
    sealed = (
        select(Event, Workspace.key)
        .join(Workspace, Workspace.id == Event.workspace_id)
        .where(Event.seq.is_not(None))
        .order_by(Workspace.key, Event.seq)
        .execution_options(yield_per=1000)
    )
    for event, workspace in session.execute(sealed):
        line = line_of(event, workspace, event.seq or 0, event.prev or FIRST)
        yield json.dumps({**line, "hash": event.hash}, ensure_ascii=False, separators=(",", ":"))


def verify(lines: Iterable[str], heads: Iterable[Head] = ()) -> list[str]:
    """Check an export offline; gives one sentence for each thing that is wrong, none when all holds.

    Finds altered, removed, inserted and swapped lines by themselves; a cut tail only against a head.
    """
    problems: list[str] = []
    ends: dict[str, dict[int, str]] = {}
    for number, text in enumerate(lines, start=1):
        problem = _check(text, ends)
        if problem:
            problems.append(f"line {number}: {problem}")
    return problems + [problem for head in heads if (problem := _check_head(head, ends))]


def _check(text: str, ends: dict[str, dict[int, str]]) -> str | None:
    """Check one line against the one before it of the same workspace, and remember its hash."""
    try:
        line = json.loads(text, object_pairs_hook=_each_name_once)
        stated, computed = line["hash"], digest_of(line)
        workspace, seq, prev = line["workspace"], line["seq"], line["prev"]
        if set(line) != set(FIELDS) or not isinstance(seq, int) or not isinstance(workspace, str):
            return f"this is no exported event: its fields are not {', '.join(FIELDS)}"
    except (ValueError, KeyError, TypeError, RecursionError, rfc8785.CanonicalizationError):
        return "this is no exported event"
    seen = ends.setdefault(workspace, {})
    last_seq, last_hash = next(reversed(seen.items()), (0, FIRST))
    seen[seq] = stated
    if stated != computed:
        return f"{workspace} {seq} was altered: its hash does not belong to it"
    if seq != last_seq + 1:
        return f"{workspace} {seq} follows {last_seq}: lines were removed, added or swapped"
    return None if prev == last_hash else f"{workspace} {seq} does not follow the line before it"


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; raises ValueError when a name stands twice, since readers differ in which one they take."""
    line = dict(pairs)
    if len(line) != len(pairs):
        raise ValueError("a name stands twice")
    return line


def _check_head(head: Head, ends: dict[str, dict[int, str]]) -> str | None:
    found = ends.get(head.workspace, {}).get(head.seq)
    if found is None:
        return f"the tail is cut: {head.workspace} {head.seq} is missing"
    return None if found == head.hash else f"{head.workspace} {head.seq} is not the line that was written down"
