"""The first question: reviewed on a predictable schedule, as a distribution and never as a mean."""

from tests.workflow.health.handled import a_review, at
from workflow.health.answer import Verdict
from workflow.health.questions.schedule import measure

IN_TIME, LATE = a_review(at(7)), a_review(at(13))


def test_nine_of_ten_in_time_are_healthy() -> None:
    answer = measure([IN_TIME] * 9 + [LATE])
    assert (answer.verdict, str(answer.share)) == (Verdict.HEALTHY, "90.0")
    assert answer.sentence == (
        "9 of 10 reviews (90 %) were decided in time. The middle half took 2 business days, with a median of 2; "
        "the slowest took 6."
    )


def test_eight_of_nine_are_to_be_watched_for_89_is_not_90() -> None:
    answer = measure([IN_TIME] * 17 + [LATE] * 2)
    assert (answer.verdict, str(answer.share)) == (Verdict.WATCH, "89.4")


def test_three_of_four_are_watched_and_fewer_are_unhealthy() -> None:
    assert measure([IN_TIME] * 3 + [LATE]).verdict == Verdict.WATCH
    assert measure([IN_TIME] * 2 + [LATE]).verdict == Verdict.UNHEALTHY


def test_all_in_time_but_now_at_once_now_at_the_last_hour_is_no_schedule() -> None:
    uneven = [a_review(at(5, 10))] * 2 + [a_review(at(9))] * 2
    assert measure(uneven).verdict == Verdict.WATCH
    three_apart = [a_review(at(5, 10))] * 2 + [a_review(at(8))] * 2
    assert measure(three_apart).verdict == Verdict.HEALTHY


def test_what_nobody_decides_counts_against_it_and_has_no_days() -> None:
    waiting = a_review(at(20), state="open")
    answer = measure([IN_TIME, waiting])
    assert (answer.counts["undecided"], answer.counts["on_time"], answer.verdict) == (1, 1, Verdict.UNHEALTHY)
    assert [(one.review, one.why) for one in answer.proof] == [
        (waiting, "not decided yet, and the time for it is over")
    ]
    assert answer.sentence.endswith("1 still waits for a decision.")
    days = answer.spreads["business_days"]
    assert days is not None
    assert days.count == 1


def test_what_the_vendor_took_back_was_decided_by_nobody() -> None:
    assert measure([a_review(at(13), state="withdrawn")]).verdict == Verdict.NO_DATA


def test_the_proof_says_how_late_the_newest_first_and_ends_at_ten() -> None:
    one, two = a_review(at(14)), a_review(at(12, 15))
    assert [proof.why for proof in measure([two, one]).proof] == [
        "decided 2 business days after it was due",
        "decided on the day on which it was due, but after the hour",
    ]
    many = measure([LATE] * 12)
    assert (many.against, len(many.proof)) == (12, 10)


def test_of_a_few_reviews_no_half_is_spoken_of() -> None:
    assert measure([IN_TIME]).sentence == "1 of 1 review (100 %) was decided in time. It took 2 business days."
    assert measure([IN_TIME, a_review(at(6))]).sentence == (
        "2 of 2 reviews (100 %) were decided in time. They took 1 to 2 business days."
    )
