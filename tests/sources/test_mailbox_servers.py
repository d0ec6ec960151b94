"""Mail servers that misbehave: what had come is kept, the state is clear, and the next fetch gets further."""

import itertools
import threading
import time
from collections.abc import Callable, Iterable
from datetime import date
from typing import NoReturn

import pytest

from sources.mailbox import client, reading_on
from sources.mailbox.reading_on import Caps
from sources.mailbox.returns import Returns
from sources.transport import SpentError
from tests.sources.mails import ACME, NOVEMBER, invoice, mail
from tests.sources.odd_server import HANG_UP, Odd, OddServer, serving
from tests.sources.post_office import names, numbers
from tests.sources.reports import report
from workflow.invoices.source import Completeness, Fetched, Position, SetAside

MAILS = {uid: mail((f"{uid}.json", invoice(f"N{uid}"))) for uid in (3, 5, 8)}
ALL = ["N3", "N5", "N8"]


def fetched(server: OddServer, position: Position | None = None, seconds: float = 5) -> Fetched:
    return server.source(seconds).invoices(ACME, NOVEMBER, position)


def with_odd(**odd: Odd) -> OddServer:
    return OddServer(MAILS, odd)


def only_at(
    uid: int, answer: Iterable[bytes], *, whole: bool = True
) -> Callable[[OddServer, list[int]], Iterable[bytes]]:
    """Misbehave at one mail only."""

    def odd(server: OddServer, uids: list[int]) -> Iterable[bytes]:
        if uid in uids:
            return answer
        return server.body(uids) if whole else server.heads(uids)

    return odd


def test_a_server_that_keeps_to_the_protocol_is_read() -> None:
    with serving(OddServer(MAILS)) as server:
        answer = fetched(server)
    assert (answer.state, numbers(answer)) == (Completeness.COMPLETE, ALL)


def test_nothing_but_reading_is_ever_asked_for() -> None:
    with serving(OddServer(MAILS)) as server:
        fetched(server)
    said = [line.split(" ", 1)[1] for line in server.heard]
    assert [command.split(" (")[0] for command in said] == [
        "CAPABILITY",
        'LOGIN "me" "s3cret"',
        'EXAMINE "INBOX"',
        "UID SEARCH",
        "UID FETCH 3,5,8",
        "UID FETCH 3",
        "UID FETCH 5",
        "UID FETCH 8",
        "LOGOUT",
    ]
    assert "SINCE 31-Oct-2026" in said[3]
    assert all("BODY.PEEK[" in command for command in said if "FETCH" in command)


BREAKING_OFF: dict[str, list[bytes]] = {
    "hangs up": [HANG_UP],
    "says BYE": [b"* BYE shutting down for maintenance\r\n"],
    "hangs up in the middle": [b"* 5 FETCH (UID 5 BODY[]<0> {1000}\r\nFrom: x", HANG_UP],
    "refuses": [b"TAG NO [SERVERBUG] sorry\r\n"],
    "does not understand": [b"TAG BAD what\r\n"],
    "answers with nonsense": [b"<html>503</html>\r\n"],
    "answers for another tag": [b"A9999 OK\r\n"],
    "counts what cannot be counted": [b"* 5 FETCH (UID 5 BODY[]<0> {%s}\r\n" % (b"9" * 5_000)],
    "has a literal of a terabyte": [b"* 5 FETCH (UID 5 BODY[]<0> {1099511627776}\r\n"],
}


@pytest.mark.parametrize("way", BREAKING_OFF)
def test_what_came_before_a_break_is_kept_and_the_next_fetch_goes_on_from_there(way: str) -> None:
    server = with_odd(BODY=only_at(5, BREAKING_OFF[way]))
    with serving(server):
        first = fetched(server)
        assert (first.state, numbers(first)) == (Completeness.INCOMPLETE, ["N3"])
        assert first.problem
        assert first.problem.startswith("The mail server 127.0.0.1")
        server.odd = {}
        second = fetched(server, first.position)
    assert (second.state, numbers(second)) == (Completeness.COMPLETE, ["N5", "N8"])


@pytest.mark.parametrize("way", BREAKING_OFF)
@pytest.mark.parametrize("where", ["HEADS", "SEARCH", "EXAMINE", "LOGIN", "OTHER"])
def test_a_break_anywhere_is_a_clear_state(where: str, way: str) -> None:
    with serving(with_odd(**{where: BREAKING_OFF[way]})) as server:
        answer = fetched(server, {"of": "before"})
    assert (answer.state == Completeness.COMPLETE, answer.received) == (False, ())
    assert answer.problem
    assert "s3cret" not in answer.problem


def test_a_mail_at_which_every_fetch_ends_is_set_aside_in_the_end() -> None:
    position = None
    states, read, aside = [], list[str](), list[SetAside]()
    with serving(with_odd(BODY=only_at(5, [HANG_UP]))) as server:
        for _ in range(5):
            answer = fetched(server, position)
            position = answer.position
            states.append(answer.state)
            read += numbers(answer)
            aside += answer.set_aside
    assert states == [Completeness.INCOMPLETE] * 4 + [Completeness.COMPLETE]
    assert read == ["N3", "N8"]
    assert [thing.reason for thing in aside] == [
        "this mail could not be fetched in 4 tries. Look at it in the mailbox."
    ]
    assert aside[0].may_be_awaited
    assert aside[0].content == MAILS[5].partition(b"\n\n")[0]


def test_so_is_one_of_which_not_even_the_headers_can_be_had() -> None:
    position = None
    states, read, aside = [], list[str](), list[SetAside]()
    with serving(with_odd(HEADS=only_at(5, [HANG_UP], whole=False))) as server:
        for _ in range(8):
            answer = fetched(server, position)
            position = answer.position
            states.append(answer.state)
            read += numbers(answer)
            aside += answer.set_aside
    assert states[-1] == Completeness.COMPLETE
    assert read == ["N3", "N8"]
    assert [thing.name for thing in aside] == ["mail-5.eml"]
    assert "mail 5 of folder INBOX in the mailbox me could not be fetched" in aside[0].reason


def test_so_is_the_very_first_mail_of_a_mailbox() -> None:
    position, answers = None, list[Fetched]()
    with serving(OddServer({1: MAILS[3], 2: MAILS[5]}, {"BODY": only_at(1, [HANG_UP])})) as server:
        for _ in range(5):
            answers.append(fetched(server, position))
            position = answers[-1].position
    assert [numbers(answer) for answer in answers] == [[], [], [], [], ["N5"]]
    assert (answers[-1].state, len(answers[-1].set_aside)) == (Completeness.COMPLETE, 1)


def test_a_report_that_cannot_be_fetched_does_not_hide_the_next_one_for_ever() -> None:
    back = report().replace(b"\r\n", b"\n")
    position, looks = None, list[Returns]()
    with serving(OddServer({1: back, 2: back}, {"BODY": only_at(1, [HANG_UP])})) as server:
        for _ in range(6):
            looks.append(server.source().returns(date(2026, 12, 7), position))
            position = looks[-1].position
    assert [len(look.found) for look in looks] == [0, 0, 0, 0, 0, 1]
    assert [look.problem is None for look in looks] == [False] * 5 + [True]


def dripping(_server: OddServer, _uids: list[int]) -> Iterable[bytes]:
    for _ in itertools.count():
        threading.Event().wait(0.02)
        yield b"*"


@pytest.mark.parametrize("where", ["LOGIN", "EXAMINE", "SEARCH", "HEADS", "BODY"])
def test_a_server_that_drips_is_given_up_in_time(where: str) -> None:
    with serving(with_odd(**{where: dripping})) as server:
        began = time.monotonic()
        answer = fetched(server, seconds=0.3)
        took = time.monotonic() - began
    assert answer.state == Completeness.INCOMPLETE
    assert took < 10


def test_time_that_runs_out_over_a_mail_leaves_it_to_the_next_fetch(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(*_about: object) -> NoReturn:
        raise SpentError("it took longer than 5 seconds")

    with serving(OddServer(MAILS)) as server:
        with monkeypatch.context() as patch:
            patch.setattr(reading_on, "sort_mail", too_long)
            first = fetched(server)
        second = fetched(server, first.position)
    assert (first.state, numbers(first), numbers(second)) == (Completeness.INCOMPLETE, [], ALL)


def test_so_is_one_that_never_greets() -> None:
    with serving(OddServer(greeting=b"")) as server:
        answer = fetched(server, seconds=0.2)
    assert answer.state == Completeness.INCOMPLETE
    assert "in time" in str(answer.problem) or "longer than" in str(answer.problem)


def test_lines_without_end_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "LONGEST_LINE", 10_000)
    with serving(with_odd(SEARCH=lambda *_: itertools.repeat(b"* SEARCH" * 1_000))) as server:
        assert "a line of more than" in str(fetched(server).problem)


def test_answers_without_end_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MOST_LINES", 1_000)
    with serving(with_odd(SEARCH=lambda *_: itertools.repeat(b"* 1 EXISTS\r\n" * 1_000))) as server:
        assert "more than 1,000 lines" in str(fetched(server).problem)


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x16\x03\x01\r\n", b"220 SMTP\r\n"])
def test_what_does_not_greet_as_a_mail_server_is_broken_and_not_spoken_to(greeting: bytes) -> None:
    with serving(OddServer(greeting=greeting)) as server:
        answer = fetched(server)
    assert (answer.state, server.heard) == (Completeness.BROKEN, [])
    assert "does not greet as a mail server does. Check `port` and `security`" in str(answer.problem)


def test_one_that_greets_with_a_farewell_may_be_well_the_next_time() -> None:
    with serving(OddServer(greeting=b"* BYE too busy\r\n")) as server:
        assert fetched(server).state == Completeness.INCOMPLETE


def test_a_server_that_is_out_of_order_is_not_blamed_on_the_password() -> None:
    with serving(with_odd(LOGIN=[b"TAG NO [UNAVAILABLE] the directory is down\r\n"])) as server:
        assert fetched(server).state == Completeness.INCOMPLETE


def test_a_server_that_repeats_the_password_does_not_make_it_known() -> None:
    with serving(with_odd(LOGIN=[b"TAG NO no user me with s3cret here\r\n"])) as server:
        answer = fetched(server)
    assert answer.state == Completeness.BROKEN
    assert "no user me with *** here" in str(answer.problem)


SWITCHING = {
    "offers no STARTTLS": OddServer(),
    "refuses it": OddServer(capabilities=b"IMAP4rev1 STARTTLS", odd={"STARTTLS": [b"TAG NO no\r\n"]}),
    "slips something in before": OddServer(
        capabilities=b"IMAP4rev1 STARTTLS", odd={"STARTTLS": [b"TAG OK done\r\n* CAPABILITY IMAP4rev1\r\n"]}
    ),
    "says that everybody is in already": OddServer(capabilities=b"IMAP4rev1 STARTTLS", greeting=b"* PREAUTH hi\r\n"),
}


@pytest.mark.parametrize("way", SWITCHING)
def test_no_password_is_sent_where_tls_is_kept_away(way: str) -> None:
    with serving(SWITCHING[way]) as server:
        answer = server.source(security="starttls").invoices(ACME, NOVEMBER)
    assert answer.state == Completeness.BROKEN
    assert "cannot be used: " in str(answer.problem)
    assert not [line for line in server.heard if "LOGIN" in line or "AUTHENTICATE" in line]


def test_numbers_may_come_on_several_lines() -> None:
    with serving(with_odd(SEARCH=[b"* SEARCH 8\r\n* SEARCH\r\n* SEARCH 3 5\r\nTAG OK done\r\n"])) as server:
        assert numbers(fetched(server)) == ALL


def test_a_flag_that_somebody_sets_meanwhile_does_not_hide_a_mail() -> None:
    def meanwhile(server: OddServer, uids: list[int]) -> Iterable[bytes]:
        *answers, end = server.heads(uids)
        return [*answers, b"* 1 FETCH (UID 3 FLAGS (\\Seen))\r\n", b"* 2 EXPUNGE\r\n", end]

    with serving(with_odd(HEADS=meanwhile)) as server:
        assert numbers(fetched(server)) == ALL


def test_a_mail_that_was_not_asked_for_is_not_taken() -> None:
    def another(server: OddServer, uids: list[int]) -> Iterable[bytes]:
        return [b"* 1 FETCH (UID 99 BODY[] {2}\r\nhi)\r\n", *server.body(uids)]

    with serving(with_odd(BODY=another)) as server:
        answer = fetched(server)
    assert (numbers(answer), names(answer)) == (ALL, [])


def test_a_server_without_lasting_numbers_is_read_from_the_beginning_each_time() -> None:
    with serving(with_odd(EXAMINE=[b"* 3 EXISTS\r\nTAG OK done\r\n"])) as server:
        first = fetched(server)
        second = fetched(server, first.position)
    assert (first.state, first.position) == (Completeness.COMPLETE, None)
    assert numbers(first) == numbers(second) == ALL


def test_an_empty_folder_whose_next_number_is_not_told_is_not_read_from_its_beginning_later() -> None:
    odd: dict[str, Odd] = {"EXAMINE": [b"* OK [UIDVALIDITY 7] x\r\nTAG OK done\r\n"], "SEARCH": [b"TAG OK done\r\n"]}
    with serving(OddServer(MAILS, odd)) as server:
        answer = fetched(server)
    assert (answer.state, answer.position) == (Completeness.COMPLETE, None)


def test_a_mail_larger_than_the_server_says_is_not_read_either() -> None:
    def smaller(server: OddServer, uids: list[int]) -> Iterable[bytes]:
        return [piece.replace(b"RFC822.SIZE", b"RFC822.SIZE 1 REALLY") for piece in server.heads(uids)]

    with serving(with_odd(HEADS=smaller)) as server:
        answer = server.source(caps=Caps(mail=100)).invoices(ACME, NOVEMBER)
    assert (numbers(answer), len(answer.set_aside)) == ([], 3)


@pytest.mark.parametrize("stated", [b"x", b"9" * 300, b"-1", b""])
def test_numbers_that_are_none_are_not_believed(stated: bytes) -> None:
    with serving(with_odd(EXAMINE=[b"* OK [UIDNEXT %s] x\r\nTAG OK done\r\n" % stated])) as server:
        assert fetched(server).state == Completeness.INCOMPLETE
