"""A mail program puts the mails about one review together, by the algorithm that Jamie Zawinski has described.

Source: https://www.jwz.org/doc/threading.html, steps 1 to 3; step 4 joins by subject what these leave apart.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from email.message import EmailMessage
from itertools import pairwise
from typing import Any

import lxml.html
import pytest

from notifications.desk import message_of
from notifications.facts import Reader, ReviewFacts
from notifications.message import write
from tests.notifications.letters import every_letter
from tests.notifications.samples import ANA, CARA, NOW, a_reader, in_words
from workflow.reviews.casefile import Who

SAMPLES = every_letter()
SETTLING = ["opened_flag", "rung_escalation_beside", "rung_vendor_notice", "unstaffed", "opened_handed", "question"]
AFTER = ["answer", "answered", "decided", "decided_rejected", "withdrawn", "changed"]
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


def subjects(mails: Iterable[EmailMessage]) -> set[str]:
    """Give the subjects as they are compared (RFC 5256, section 2.1, as far as ours go): without what answers add."""
    said = [" ".join(str(mail["Subject"]).split()) for mail in mails]
    return {re.sub(r"^(?:re|fwd?):\s*", "", one, flags=re.IGNORECASE) for one in said}


def told(name: str, reader: Reader) -> EmailMessage:
    """Write a sample to one reader, for whom it need not be meant."""
    facts = SAMPLES[name]
    assert isinstance(facts, ReviewFacts)
    notice = replace(facts.notice, key=f"{facts.notice.key}:{name}", person_id=reader.person_id)
    return write(
        message_of(replace(facts, reader=reader, notice=notice), "example.com"), "countersign@example.com", NOW
    )


@pytest.mark.parametrize("who", [ANA, CARA], ids=["in English", "in German"])
def test_all_mails_about_a_review_have_one_subject_for_a_reader(who: Who) -> None:
    mails = [told(name, a_reader(who)) for name in [*ESCALATION, *SETTLING, *AFTER]]
    assert len(subjects(mails)) == 1
    assert len(threads(mails)) == 1


@pytest.mark.parametrize("name", [*ESCALATION, *SETTLING])
def test_whatever_comes_second_is_an_answer_to_the_first(name: str) -> None:
    facts = SAMPLES[name]
    assert isinstance(facts, ReviewFacts)
    assert in_words(replace(facts, again=True)).subject.startswith("Re: Please review: ")


def test_how_urgent_it_is_comes_first_beside_the_subject_and_at_the_top() -> None:
    words = {name: in_words(SAMPLES[name]).html for name in ESCALATION[1:]}
    said = ["Reminder", "Your answer is missing", "Please settle", "Final call", "Overdue"]
    for html, urgency in zip(words.values(), said, strict=True):
        page: Any = lxml.html.fromstring(html)
        assert page.xpath("string(//div[@class='preview'])").startswith(f"{urgency}. ")
        assert page.xpath("string(//h1)").startswith(f"{urgency}: invoice ")
        assert page.xpath("string(//*[@class='urgent'])") == urgency


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
