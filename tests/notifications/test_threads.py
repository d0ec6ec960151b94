"""A mail program puts the mails about one review together, by the algorithm that Jamie Zawinski has described.

Source: https://www.jwz.org/doc/threading.html, steps 1 to 3; step 4 joins by subject what these leave apart.
"""

from collections import defaultdict
from collections.abc import Iterable
from email.message import EmailMessage
from itertools import pairwise

import pytest

from notifications.desk import message_of
from notifications.message import write
from tests.notifications.letters import every_letter
from tests.notifications.samples import NOW

SAMPLES = every_letter()
ESCALATION = ["opened", "rung_reminder", "rung_warning", "rung_escalation", "rung_final_call", "rung_overdue"]


def sent(name: str) -> EmailMessage:
    return write(message_of(SAMPLES[name], "countersign.example"), "countersign@countersign.example", NOW)


def threads(mails: Iterable[EmailMessage]) -> list[set[str]]:
    """Put mails together by what they refer to, missing mails included; gives the ids of the mails of each thread."""
    parents: dict[str, str] = {}
    mails = list(mails)
    for mail in mails:
        line = [*str(mail["References"]).split(), mail["Message-ID"]]
        for parent, child in pairwise(line):
            if child not in parents and root_of(parent, parents) != child:  # no loop, and the first word counts
                parents[child] = parent
    found: dict[str, set[str]] = defaultdict(set)
    for mail in mails:
        found[root_of(mail["Message-ID"], parents)].add(mail["Message-ID"])
    return list(found.values())


def root_of(message_id: str, parents: dict[str, str]) -> str:
    while message_id in parents:
        message_id = parents[message_id]
    return message_id


@pytest.mark.parametrize("order", [ESCALATION, ESCALATION[::-1], ESCALATION[3:] + ESCALATION[:3]])
def test_the_six_mails_of_an_escalation_are_one_thread_in_whatever_order_they_come(order: list[str]) -> None:
    (thread,) = threads(sent(name) for name in order)
    assert len(thread) == len(ESCALATION)


def test_what_comes_after_the_decision_stays_in_the_thread() -> None:
    rest = ["decided", "withdrawn", "changed", "question", "answered", "code"]
    assert len(threads(sent(name) for name in [*ESCALATION, *rest])) == 1


def test_an_answer_that_somebody_writes_stays_in_it_too() -> None:
    answer = EmailMessage()
    first = sent("opened")
    answer["Message-ID"], answer["In-Reply-To"] = "<1@example.com>", first["Message-ID"]
    answer["References"] = f"{first['References']} {first['Message-ID']}"
    assert len(threads([answer, *(sent(name) for name in ESCALATION)])) == 1


def test_other_things_are_other_threads() -> None:
    others = ["opened", "missing_late", "connector", "health", "digest", "coverage"]
    assert len(threads(sent(name) for name in others)) == len(others)
