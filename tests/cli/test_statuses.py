"""0 done, 1 the content was wrong, 2 arguments or environment; what is wrong is one line on standard error."""

import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Typed

DEVELOPMENT = {"ENV": "development"}
OLD = "tests/samples/einvoice/ubl/EN16931_Einfach.ubl.xml"


def sample() -> Path:
    """Return a real invoice file."""
    return Path(__file__).parents[2] / OLD


def test_a_new_database_is_brought_forward_once(typed: Typed, tmp_path: Path) -> None:
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}
    assert "is now at schema" in typed("migrate", **settings).stdout
    assert "was already at schema" in typed("migrate", **settings).stdout


@pytest.mark.parametrize(
    "command", [["status"], ["explain", "x:1"], ["audit", "export"], ["import", "f", "--workspace", "w"]]
)
def test_a_database_that_was_not_migrated_is_refused(typed: Typed, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "f").write_text("{}")
    result = typed(*command)
    assert result.exit_code == 2
    assert result.stderr == "countersign: there is no database countersign.db: run `countersign migrate` first\n"
    assert not (tmp_path / "countersign.db").exists()


def test_a_database_that_cannot_be_reached_is_one_line(typed: Typed) -> None:
    result = typed("status", DATABASE_URL="postgresql+psycopg://u:hunter2@127.0.0.1:9/x")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "hunter2" not in result.stderr


@pytest.mark.parametrize(
    "command", [["status"], ["migrate"], ["check", "f"], ["inspect", "f"], ["audit", "verify", "f"]]
)
def test_an_unknown_setting_is_refused_everywhere(typed: Typed, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "f").write_text("")
    result = typed(*command, DATABSE_URL="x")
    assert result.exit_code == 2
    assert result.stderr.startswith("countersign: COUNTERSIGN_DATABSE_URL is no setting")


@pytest.mark.parametrize("command", ["tick", "run", "web", "worker", "beat"])
def test_what_looks_after_reviews_needs_its_settings_in_production(typed: Typed, command: str) -> None:
    result = typed(command)
    assert result.exit_code == 2
    assert "COUNTERSIGN_SMTP_URL is not set" in result.stderr


@pytest.mark.parametrize("command", [["status", "--json"], ["audit", "export"], ["explain", "a:1"]])
def test_what_only_looks_does_not(typed: Typed, migrated_url: str, command: list[str]) -> None:
    assert "is not set" not in typed(*command, DATABASE_URL=migrated_url).stderr


@pytest.mark.parametrize("command", ["web", "worker", "beat"])
@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"BROKER_URL": "redis://127.0.0.1:9/0"}, "COUNTERSIGN_DATABASE_URL"),
        ({"DATABASE_URL": "postgresql+psycopg://127.0.0.1:9/x"}, "COUNTERSIGN_BROKER_URL"),
    ],
)
def test_separate_processes_need_servers(typed: Typed, command: str, settings: dict[str, str], named: str) -> None:
    result = typed(command, **DEVELOPMENT, **settings)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert named in line
    assert "countersign run" in line


@pytest.mark.parametrize("arguments", [["pay"], ["check"], ["check", "none.toml"], ["tick", "--now"], ["import", "x"]])
def test_wrong_arguments_are_2(typed: Typed, arguments: list[str]) -> None:
    assert typed(*arguments, **DEVELOPMENT).exit_code == 2


@pytest.mark.parametrize("now", ["tomorrow", "2026-11-02", "2026-11-02T09:00:00"])
def test_a_moment_without_offset_is_2(typed: Typed, now: str) -> None:
    assert typed("tick", "--now", now, **DEVELOPMENT).exit_code == 2


def test_a_wrong_setup_file_is_1_and_names_the_line(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "setup.toml").write_text("\nwhat = 1\n")
    result = typed("check", "setup.toml")
    assert result.exit_code == 1
    assert result.stderr.startswith("countersign: setup.toml:2")
    assert result.stderr.count("\n") == 1


def test_a_policy_file_with_a_wrong_key_is_2(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text('vendor_mail = "shout"')
    (tmp_path / "setup.toml").write_text("")
    result = typed("check", "setup.toml", POLICY="policy.toml")
    assert result.exit_code == 2
    assert "COUNTERSIGN_POLICY: policy.toml: vendor_mail" in result.stderr


def test_a_file_that_is_no_invoice_is_1(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("hello")
    result = typed("inspect", "note.txt")
    assert result.exit_code == 1
    assert result.stderr.startswith("countersign: note.txt: ")


def test_an_invoice_is_shown(typed: Typed) -> None:
    result = typed("inspect", str(sample()))
    assert result.exit_code == 0
    assert "EUR" in result.stdout


@pytest.mark.parametrize("head", ["acme", "acme:one:abc", "acme:1"])
def test_a_head_that_is_none_is_2(typed: Typed, tmp_path: Path, head: str) -> None:
    (tmp_path / "export").write_text("")
    assert typed("audit", "verify", "export", "--head", head).exit_code == 2


def test_an_export_that_is_no_text_is_1(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "export").write_bytes(b"\xff\n")
    result = typed("audit", "verify", "export")
    assert result.exit_code == 1
    assert result.stderr == "countersign: export: line 1: this is no exported event\n"


def test_a_cut_tail_is_1(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "export").write_text("")
    result = typed("audit", "verify", "export", "--head", "acme:3:abc")
    assert result.exit_code == 1
    assert result.stderr == "countersign: export: the tail is cut: acme 3 is missing\n"


@pytest.mark.parametrize("command", ["run", "sandbox"])
def test_a_port_that_is_taken_is_2(typed: Typed, command: str) -> None:
    typed("migrate")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = typed(command, "--port", str(taken.getsockname()[1]), **DEVELOPMENT)
    assert result.exit_code == 2
    assert "choose" in result.stderr
