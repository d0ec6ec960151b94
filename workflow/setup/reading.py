"""Reads a setup file, and says in one line what is wrong with it and where."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from workflow.setup.agreement import disagreements
from workflow.setup.faults import Fault, faults_of
from workflow.setup.places import MisplacedError, Path, lines_of
from workflow.setup.policy_table import policy_faults
from workflow.setup.schema import Setup

_TOML_PLACE = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)
_SHOWN = 60
"""How much of a value a message shows, in characters."""
_IDENTITY = {"people": "email", "workspaces": "key"}


class SetupError(ValueError):
    """Raised for a setup file that cannot be used; the message is one line that names the place."""


def decode(content: bytes, name: str) -> str:
    """Turn the bytes of a setup file into text; raises SetupError where they are not UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SetupError(_one_line(f"{name}:{line}: the file is not UTF-8 text")) from error


def read_setup(text: str, name: str, default_policy: Mapping[str, Any]) -> Setup:
    """Validate a whole setup file; `name` is how messages call it, `default_policy` what `[policy]` is laid over.

    Raises SetupError for the first fault by line, which says how many more there are.
    """
    data, lines = _parsed(text.removeprefix("\ufeff"), name)
    policy = data.get("policy", {})
    faults = policy_faults(policy, default_policy) if isinstance(policy, dict) else []
    try:
        setup = Setup.model_validate(data)
    except ValidationError as error:
        raise _refusal(name, data, lines, [*faults, *faults_of(error)]) from error
    faults = [*faults, *disagreements(setup)]
    if faults:
        raise _refusal(name, data, lines, faults)
    return setup


def _parsed(text: str, name: str) -> tuple[dict[str, Any], dict[Path, int]]:
    try:
        return tomllib.loads(text), lines_of(text)
    except tomllib.TOMLDecodeError as error:
        line, sentence = _syntax(text, str(error))
    except MisplacedError as error:
        line, sentence = error.line, str(error)
    except RecursionError:
        line, sentence = _deepest(text), "lists or tables are nested too deeply"
    except ValueError:  # Python refuses to read numbers of thousands of digits
        line, sentence = _longest(text), "a number has too many digits"
    raise SetupError(_one_line(f"{name}:{line}: {sentence}"))


def _syntax(text: str, message: str) -> tuple[int, str]:
    """Find line and sentence of a TOML error; where the reader noticed it late, the walk says where it began."""
    found = _TOML_PLACE.fullmatch(message)
    what = found["what"] if found else message
    if what.startswith(("Cannot overwrite", "Duplicate", "Unterminated")) or not (found and found["line"]):
        try:
            lines_of(text)
        except MisplacedError as error:
            return error.line, f"this is not TOML: {error}"
    line = int(found["line"]) if found and found["line"] else text.rstrip().count("\n") + 1
    column = f" (column {found['column']})" if found and found["column"] else ""
    return line, f"this is not TOML: {what}{column}"


def _deepest(text: str) -> int:
    lines = text.splitlines()
    return max(range(len(lines)), key=lambda i: lines[i].count("[") + lines[i].count("{")) + 1


def _longest(text: str) -> int:
    lines = text.split("\n")
    return max(range(len(lines)), key=lambda i: max(map(len, re.findall(r"[0-9_]+", lines[i])), default=0)) + 1


def _refusal(name: str, data: Mapping[str, Any], lines: Mapping[Path, int], faults: Sequence[Fault]) -> SetupError:
    first = min(faults, key=lambda fault: _line(fault.path, lines))
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return SetupError(
        _one_line(f"{name}:{_line(first.path, lines)}: {_place(first.path, data)}: {first.sentence}{more}")
    )


def _line(path: Path, lines: Mapping[Path, int]) -> int:
    """Give the line of a path, or of the nearest table around it that is in the file (what is missing has no line)."""
    *around, last = path
    names = (*around, *last.split(".")) if isinstance(last, str) else path  # `seller.name` may stand as a table
    known = (lines[part] for part in (path, names, *_around(path)) if part in lines)
    return next(known, 1)


def _around(path: Path) -> list[Path]:
    return [path[:length] for length in range(len(path) - 1, 0, -1)]


def _place(path: Path, data: Mapping[str, Any]) -> str:
    """Write a path for people: `workspaces[2] (key "acme-emea") cycle.anchor`, counted from 1."""
    table, position = path[0], path[1] if len(path) > 1 else None
    if table not in _IDENTITY or not isinstance(position, int):
        return _joined(path)
    identity = _identity(data[str(table)], position, _IDENTITY[str(table)])
    return " ".join(part for part in (_joined(path[:2]), identity, _joined(path[2:])) if part)


def _identity(entries: Any, position: int, name: str) -> str:
    entry = entries[position]
    value = entry.get(name) if isinstance(entry, dict) else None
    if not isinstance(value, str):
        return ""
    shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
    return f"({name} {json.dumps(shown, ensure_ascii=False)})"


def _joined(path: Path) -> str:
    written = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return written.removeprefix(".")


def _one_line(message: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in message)
