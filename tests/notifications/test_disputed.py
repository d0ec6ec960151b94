"""What the letters about a dispute say, to whom, and when they are no longer true."""

from dataclasses import replace

import pytest

from notifications.catalogue import letter_for
from tests.notifications.disputed import a_disputed_case, to_the_vendor
from tests.notifications.samples import CARA, NOW, a_reader, a_settled_case, about_review, berlin, in_words
from workflow.disputes.dispute import ASKED

ASKED_CASE = a_disputed_case(state=ASKED, asked_at=NOW)


@pytest.mark.parametrize(
    "inside",
    [
        "Another workspace",  # other customers
        "account to pay",  # what only whoever changed it would profit from
        "is material",  # our limits
        "is to be looked at",
        "Black Friday",  # what operations noted
        "Ana Alvarez",
        "Ben Baker",
        "Cara Castellanos",
        "muted",
        "/act/",
    ],
)
def test_what_is_ours_stays_in_the_house(inside: str) -> None:
    words = in_words(to_the_vendor(ASKED_CASE))
    assert inside not in words.text
    assert inside not in words.html


def test_answers_go_to_finance() -> None:
    facts = to_the_vendor(ASKED_CASE)
    assert letter_for(facts.notice).compose(facts).reply_to == ("ana@example.com",)


def test_what_the_reviewer_wrote_becomes_no_link() -> None:
    case = a_disputed_case(reason="See https://evil.example/pay")
    assert "https[:]//evil[.]example/pay" in in_words(to_the_vendor(case)).text


@pytest.mark.parametrize(
    ("day", "by"),
    [
        (10, "by Tue, Dec 15, 2026"),  # to decide in time
        (16, "by Fri, Dec 18, 2026"),  # to pay in time
        (19, "as soon as you can"),
    ],
)
def test_it_says_by_when_an_answer_helps(day: int, by: str) -> None:
    assert f"Please reply to this mail {by}" in in_words(to_the_vendor(ASKED_CASE, berlin(day))).text


def test_nobody_is_asked_about_what_is_settled() -> None:
    settled = replace(a_settled_case(), dispute=ASKED_CASE.dispute)
    for facts in (to_the_vendor(settled), about_review("answered", "1", settled, a_reader(CARA))):
        assert not letter_for(facts.notice).still_true(facts)


def test_the_notice_is_moot_once_the_vendor_was_asked() -> None:
    facts = about_review("rung", "vendor_notice", ASKED_CASE, a_reader(CARA))
    assert not letter_for(facts.notice).still_true(facts)


def test_the_flag_carries_the_letter_on_its_last_day_only() -> None:
    flag = {"reason": "Twice.", "by": "Ana Alvarez"}
    texts = [
        in_words(about_review("opened", "flag", a_disputed_case(), a_reader(CARA), data=flag, now=berlin(day))).text
        for day in (16, 17)
    ]
    assert ["THE LETTER TO THE VENDOR" in text for text in texts] == [False, True]
