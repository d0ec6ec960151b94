"""A month's export, checked offline over the command line: any edit shows, a cut tail against the head."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.stories.month import Month
from tests.stories.setting import a_setup, an_invoice

Lines = list[str]

pytestmark = pytest.mark.usefixtures("logs_as_before")


@pytest.fixture
def exported(month: Month) -> Lines:
    """Return the export of a month in which an invoice was approved and another never came."""
    month.applies(a_setup())
    month.comes(an_invoice(9))
    month.walks_to("2026-11-02 06:00")
    month.comes(an_invoice(10))
    month.walks_to("2026-11-02 09:00")
    month.reader("ana").answers("approve", "A-10")
    month.reader("omar").answers("approve", "A-10")
    month.walks_to("2026-11-02 10:00")
    return month.export()


def verified(folder: Path, lines: Lines, *heads: str) -> Result:
    """Run `countersign audit verify` over lines."""
    file = folder / "audit.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    options = [word for head in heads for word in ("--head", head)]
    return CliRunner().invoke(app, ["audit", "verify", str(file), *options])


def head_of(line: str) -> str:
    """Write down where a history ended, as the admin's digest will."""
    end = json.loads(line)
    return f"{end['workspace']}:{end['seq']}:{end['hash']}"


def test_a_whole_export_is_whole_and_says_who_decided(exported: Lines, tmp_path: Path) -> None:
    done = verified(tmp_path, exported, head_of(exported[-1]))
    assert done.exit_code == 0, done.output
    decisions = [event for event in map(json.loads, exported) if event["kind"] == "assignment.approved"]
    assert [event["actor"] for event in decisions] == ["ana@acme.example", "omar@acme.example"]


def altered(lines: Lines) -> Lines:
    """Let somebody else have decided."""
    return [line.replace('"actor":"omar@acme.example"', '"actor":"ada@acme.example"') for line in lines]


def removed(lines: Lines) -> Lines:
    """Leave one line out."""
    return lines[:5] + lines[6:]


def swapped(lines: Lines) -> Lines:
    """Exchange two neighbours."""
    return [*lines[:5], lines[6], lines[5], *lines[7:]]


def test_an_edit_is_found_and_its_line_named(exported: Lines, tmp_path: Path) -> None:
    for tamper in (altered, removed, swapped):
        done = verified(tmp_path, tamper(exported))
        assert done.exit_code == 1, tamper.__name__
        assert "line " in done.output


def test_a_cut_tail_shows_only_against_the_head(exported: Lines, tmp_path: Path) -> None:
    cut = exported[:-2]
    assert verified(tmp_path, cut).exit_code == 0
    done = verified(tmp_path, cut, head_of(exported[-1]))
    assert done.exit_code == 1
    assert "the tail is cut" in done.output
