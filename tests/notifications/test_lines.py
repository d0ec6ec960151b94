"""Several lines at once: shared out fairly, in order within a conversation, and no more lines than the server takes."""

import threading
from collections import defaultdict

import pytest

from notifications.lines import MOST_LINES, Lines
from notifications.smtp import Line, Server, UnreachableError
from workflow.batch import Batch

NOWHERE = Server("mail.example", 25, encrypted=False)
WAIT = 10


def test_conversations_go_out_side_by_side() -> None:
    together = threading.Barrier(MOST_LINES)

    def say(_line: Line, _item: int) -> Batch:
        together.wait(WAIT)  # breaks unless so many are spoken at once
        return Batch(1)

    assert Lines(NOWHERE, [[number] for number in range(MOST_LINES * 2)], say).work().done == MOST_LINES * 2


def test_a_conversation_keeps_its_order_and_its_line() -> None:
    said: dict[str, list[tuple[int, Line]]] = defaultdict(list)

    def say(line: Line, item: tuple[str, int]) -> Batch:
        said[item[0]].append((item[1], line))
        return Batch(1)

    conversations = [[(name, number) for number in range(5)] for name in "abcdefgh"]
    assert Lines(NOWHERE, conversations, say).work().done == 40
    for its in said.values():
        assert [number for number, _ in its] == list(range(5))
        assert len({line for _, line in its}) == 1


@pytest.mark.parametrize("taken", [1, 2])
def test_a_line_that_the_server_does_not_take_leaves_its_mails_to_the_others(taken: int) -> None:
    began: dict[Line, int] = {}
    all_of_them = threading.Barrier(MOST_LINES)

    def say(line: Line, _item: int) -> Batch:
        if line not in began and len(began) < MOST_LINES:
            began[line] = all_of_them.wait(WAIT)  # each begins with something in hand
        if began.get(line, 0) >= taken:
            raise UnreachableError("too many connections")
        return Batch(1)

    its = Lines(NOWHERE, [[number] for number in range(20)], say)
    assert (its.work().done, its.left) == (20, [])
    assert its.problem == "too many connections"


def test_what_no_line_takes_is_left() -> None:
    def say(_line: Line, item: int) -> Batch:
        if item == 3:
            raise UnreachableError("away")
        return Batch(1)

    its = Lines(NOWHERE, [[1, 2, 3, 4]], say)
    assert (its.work().done, its.left, its.problem) == (2, [3, 4], "away")


def test_where_nothing_can_be_opened_it_is_not_tried_over_and_over() -> None:
    tried: list[int] = []

    def say(_line: Line, item: int) -> Batch:
        tried.append(item)
        raise UnreachableError("away")

    its = Lines(NOWHERE, [[number] for number in range(50)], say)
    assert (its.work().done, len(its.left)) == (0, 50)
    assert len(tried) == MOST_LINES


def test_what_breaks_on_one_line_ends_the_others() -> None:
    def say(_line: Line, _item: int) -> Batch:
        raise KeyboardInterrupt

    its = Lines(NOWHERE, [[number] for number in range(100)], say)
    with pytest.raises(KeyboardInterrupt):
        its.work()
    assert its.left == []
