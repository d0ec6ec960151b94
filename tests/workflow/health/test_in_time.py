"""The third question: unusual changes are investigated before the payment deadline."""

from tests.workflow.health.handled import a_review, at
from workflow.health.answer import Verdict
from workflow.health.questions.in_time import measure

SPOKEN = "total_changed"


def test_with_a_business_day_to_spare_each_time_it_is_healthy() -> None:
    answer = measure([a_review(at(12), SPOKEN), a_review(at(14), SPOKEN)])
    assert answer.verdict == Verdict.HEALTHY
    assert answer.sentence == (
        "2 of 2 reviews with something unusual (100 %) were decided at least one business day before the payment "
        "deadline. Half of them had 1 business day or more to spare."
    )


def test_with_less_than_a_business_day_it_is_watched() -> None:
    answer = measure([a_review(at(14, 15), SPOKEN)])
    assert answer.verdict == Verdict.WATCH
    assert answer.proof[0].why == "decided with less than one business day left before the payment deadline"


def test_a_single_one_after_the_deadline_is_unhealthy() -> None:
    answer = measure([a_review(at(7), SPOKEN)] * 30 + [a_review(at(16), SPOKEN)])
    assert answer.verdict == Verdict.UNHEALTHY
    assert [one.why for one in answer.proof] == ["decided 1 business day after the payment deadline"]


def test_the_latest_is_named_first_and_an_hour_too_late_is_late() -> None:
    answer = measure([a_review(at(14, 15), SPOKEN), a_review(at(15, 15), SPOKEN), a_review(at(20), SPOKEN)])
    assert [one.why for one in answer.proof] == [
        "decided 3 business days after the payment deadline",
        "decided hours after the payment deadline",
        "decided with less than one business day left before the payment deadline",
    ]
    margins = answer.spreads["margin_business_days"]
    assert margins is not None
    assert dict(margins.bars)["late"] == 2


def test_what_still_waits_after_the_payment_deadline_is_late() -> None:
    answer = measure([a_review(at(20), SPOKEN, state="disputed")])
    assert (answer.verdict, answer.proof[0].why) == (
        Verdict.UNHEALTHY,
        "not decided yet, and the payment deadline has passed",
    )


def test_what_still_waits_before_it_says_nothing_yet() -> None:
    assert measure([a_review(at(13), SPOKEN, state="open")]).verdict == Verdict.NO_DATA


def test_only_reviews_with_something_unusual_are_asked_about() -> None:
    assert measure([a_review(at(20))]).verdict == Verdict.NO_DATA
