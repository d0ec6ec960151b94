"""The folder source: files are read in place, and a broken folder is never taken for a silent vendor."""

import errno
import hashlib
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sources import folder
from sources.folder import FolderSource
from workflow.invoices.source import Account, Completeness, Fetched, Source, Span

SAMPLE = Path(__file__).parents[1] / "samples" / "einvoice" / "ubl" / "EN16931_Einfach.ubl.xml"
JSON = '{"number": "7", "currency": "EUR", "lines": []}'


def fetched(path: Path, key: str = "acme", **known: Any) -> Fetched:
    source: Source = FolderSource(path)
    account = Account(key=key, account="44", currency="EUR", timezone="Europe/Berlin", **known)
    return source.invoices(account, Span(date(2026, 10, 1), date(2026, 10, 31)))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox" / "acme").mkdir(parents=True)
    return tmp_path / "inbox"


def test_an_empty_folder_is_a_complete_answer(inbox: Path) -> None:
    assert fetched(inbox) == Fetched(Completeness.COMPLETE)


def test_a_missing_folder_is_broken_and_says_what_to_do(tmp_path: Path) -> None:
    answer = fetched(tmp_path / "inbox")
    assert answer.state == Completeness.BROKEN
    assert answer.problem == (
        f"The folder {tmp_path / 'inbox'} is missing; make it, or correct `path` of the source in the setup file."
    )


def test_a_workspace_without_its_folder_is_broken(inbox: Path) -> None:
    answer = fetched(inbox, "globex")
    assert answer.state == Completeness.BROKEN
    assert answer.problem
    assert answer.problem.startswith(f"The folder {inbox / 'globex'} is missing; make it")


def test_files_are_read_in_the_order_of_their_names_and_left_in_place(inbox: Path) -> None:
    (inbox / "acme" / "b.json").write_text(JSON)
    (inbox / "acme" / "a.xml").write_bytes(SAMPLE.read_bytes())
    answer = fetched(inbox)
    assert [(one.name, one.document.number, one.media_type) for one in answer.received] == [
        ("a.xml", "471102", "application/xml"),
        ("b.json", "7", "application/json"),
    ]
    assert answer.received[0].content == SAMPLE.read_bytes()
    assert fetched(inbox) == answer


def test_hidden_files_folders_and_pipes_are_left_alone(inbox: Path) -> None:
    (inbox / "acme" / ".b.json.part").write_text("{")
    (inbox / "acme" / "old").mkdir()
    os.mkfifo(inbox / "acme" / "pipe")
    assert fetched(inbox) == Fetched(Completeness.COMPLETE)


def test_an_unreadable_invoice_steps_aside_and_the_others_go_on(inbox: Path) -> None:
    (inbox / "acme" / "a.pdf").write_bytes(b"%PDF-1.7")
    (inbox / "acme" / "b.json").write_text(JSON)
    answer = fetched(inbox)
    assert (answer.state, len(answer.received)) == (Completeness.COMPLETE, 1)
    (aside,) = answer.set_aside
    assert (aside.name, aside.content) == ("a.pdf", b"%PDF-1.7")
    assert aside.reason == "a.pdf: this PDF is damaged and cannot be opened; ask the sender for it again."


def test_a_link_out_of_the_folder_is_not_followed(inbox: Path) -> None:
    (inbox / "secret.json").write_text(JSON)
    (inbox / "acme" / "a.json").symlink_to(inbox / "secret.json")
    (inbox / "acme" / "b.json").symlink_to("../secret.json")
    answer = fetched(inbox)
    assert answer.received == ()
    assert [aside.name for aside in answer.set_aside] == ["a.json", "b.json"]
    assert all(aside.content == aside.reason.encode() for aside in answer.set_aside)


def test_a_link_within_the_folder_is_followed(inbox: Path) -> None:
    (inbox / "acme" / ".2026.json").write_text(JSON)
    (inbox / "acme" / "a.json").symlink_to(".2026.json")
    assert [one.name for one in fetched(inbox).received] == ["a.json"]


@pytest.mark.parametrize("key", ["..", ".", "", "../inbox/acme", "/", "acme/../acme", "a\0", "a" * 300, "..\\acme"])
def test_a_workspace_key_does_not_lead_out_of_the_folder(inbox: Path, key: str) -> None:
    (inbox / "acme" / "a.json").write_text(JSON)
    answer = fetched(inbox, key)
    assert (answer.state, answer.received) == (Completeness.BROKEN, ())
    assert answer.problem


def test_a_workspace_s_folder_is_no_link_to_another_s(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (inbox / "globex").symlink_to(tmp_path / "elsewhere")
    assert fetched(inbox, "globex").state == Completeness.BROKEN


def test_it_is_no_link_to_a_neighbour_in_the_same_place_either(inbox: Path) -> None:
    (inbox / "zeta").symlink_to("acme")
    assert fetched(inbox, "zeta").state is Completeness.BROKEN


def test_a_file_that_vanishes_while_reading_makes_the_answer_incomplete(inbox: Path) -> None:
    (inbox / "acme" / "a.json").symlink_to("gone.json")
    (inbox / "acme" / "b.json").write_text(JSON)
    answer = fetched(inbox)
    assert (answer.state, len(answer.received)) == (Completeness.INCOMPLETE, 1)
    assert answer.problem
    assert "a.json (No such file or directory)" in answer.problem


def test_a_link_that_leads_in_a_circle_makes_the_answer_incomplete(inbox: Path) -> None:
    (inbox / "acme" / "a.json").symlink_to("a.json")
    assert fetched(inbox).state == Completeness.INCOMPLETE


def test_a_file_that_may_not_be_opened_makes_the_answer_incomplete(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_about: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")  # even root gets it

    (inbox / "acme" / "a.json").write_text(JSON)
    monkeypatch.setattr(os, "open", refused)
    answer = fetched(inbox)
    assert (answer.state, answer.set_aside) == (Completeness.INCOMPLETE, ())
    assert (
        answer.problem
        == f"In {inbox / 'acme'}, these could not be read: a.json (Permission denied); check their permissions."
    )


def test_a_file_too_large_for_an_invoice_is_set_aside_without_its_bytes(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "LARGEST", 10)
    (inbox / "acme" / "a.json").write_text(JSON)
    (aside,) = fetched(inbox).set_aside
    assert aside.content == aside.reason.encode()
    assert "is larger than" in aside.reason


def test_a_name_that_is_no_utf_8_can_still_be_stored(inbox: Path) -> None:
    Path(os.fsdecode(os.fsencode(inbox / "acme") + b"/\xff.json")).write_text(JSON)
    (one,) = fetched(inbox).received
    assert one.name == "�.json"
    assert one.name.encode()


def test_what_could_not_be_read_before_is_not_tried_again(inbox: Path) -> None:
    torn = b"<Invoice"
    (inbox / "acme" / "a.xml").write_bytes(torn)
    assert len(fetched(inbox).set_aside) == 1
    assert fetched(inbox, set_aside=frozenset({hashlib.sha256(torn).hexdigest()})) == Fetched(Completeness.COMPLETE)


def test_two_files_that_are_not_read_are_two_things_set_aside(inbox: Path, tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (inbox / "acme" / name).symlink_to(tmp_path / "outside.json")
    (tmp_path / "outside.json").write_text(JSON)
    first, second = fetched(inbox).set_aside
    assert first.content != second.content


def test_a_folder_knows_of_no_usage(inbox: Path) -> None:
    account = Account(key="acme", account="44", currency="EUR", timezone="Europe/Berlin")
    evidence = FolderSource(inbox).evidence(account, Span(date(2026, 10, 1), date(2026, 10, 31)))
    assert (evidence.state, evidence.facts) == (Completeness.COMPLETE, ())
