"""What letters say when time is short, and of who holds a review up."""

from dataclasses import replace

from notifications.letters.seating import blocking
from notifications.letters.summary import named
from tests.factories import a_document, a_policy
from tests.notifications.asking import a_blocked_case, a_case_with_absences, a_late_case, a_period_case
from tests.notifications.samples import ANA, CARA, a_case, a_reader, about_review, an_invoice, berlin, in_words
from workflow.reviews.casefile import CaseFile

OFF_CYCLE = "An off-cycle payment that leaves by"


def opened(case: CaseFile, day: int = 16) -> str:
    return in_words(about_review("opened", "1", case, a_reader(ANA), now=berlin(day))).text


def test_with_time_left_nothing_is_said_of_another_way_to_pay() -> None:
    assert OFF_CYCLE not in opened(a_case(), day=14)


def test_with_payment_runs_it_is_a_run_that_is_not_left() -> None:
    deadline = {**a_policy().deadline.model_dump(), "runs": ["thu"]}
    assert "No regular payment run is left" in opened(a_late_case(policy=a_policy(deadline=deadline)))
    assert "No regular payment day is left" in opened(a_late_case())


def test_what_is_paid_already_needs_no_off_cycle_payment() -> None:
    paid = an_invoice(a_document(payment_status="paid"))
    assert OFF_CYCLE not in opened(a_late_case(invoices=(paid,)))


def test_after_the_payment_deadline_no_payment_is_in_time() -> None:
    assert OFF_CYCLE not in opened(a_late_case(), day=18)


def test_once_agreed_it_says_so() -> None:
    assert "It is paid off-cycle, by Fri, Dec 18, 2026" in opened(a_late_case(off_cycle=True))


def test_a_review_of_several_invoices_names_them_up_to_three() -> None:
    invoices = tuple(an_invoice(a_document(f"A-{number}")) for number in range(1, 6))
    assert named(a_case()) == "invoice CAL-2026-11"
    assert named(a_period_case()) == "invoices CAL-2026-11 and CAL-2026-11-T"
    assert named(a_case(invoices=invoices[:3])) == "invoices A-1, A-2 and A-3"
    assert named(a_case(invoices=invoices)) == "invoices A-1, A-2, A-3 and 2 more"


def test_whoever_put_it_off_is_named_with_until_when() -> None:
    facts = about_review("rung", "escalation", a_blocked_case(), a_reader(CARA), now=berlin(11))
    (said,) = blocking(facts)
    assert said.startswith("Ana Alvarez (finance), who stands in for Dora Dahl, has not answered and wants to be")
    (later,) = blocking(replace(facts, now=berlin(14)))
    assert later.endswith("has not answered")


def test_a_seat_that_nobody_has_is_named() -> None:
    case = a_case()
    empty = replace(case, seats=(replace(case.seats[0], person=None), case.seats[1]))
    facts = about_review("rung", "escalation", empty, a_reader(CARA), now=berlin(11))
    assert [str(one) for one in blocking(facts)] == [
        "Nobody could be found to answer as finance",
        "Ben Baker (operations) has not answered",
    ]


def test_who_is_away_and_who_stands_in_is_said_with_the_days() -> None:
    facts = about_review("rung", "escalation", a_case_with_absences(), a_reader(CARA), now=berlin(11))
    stands_in = "Dora Dahl is away until 18 Dec 2026, so Ana Alvarez was asked as finance"
    assert [str(one) for one in blocking(facts)] == [
        f"{stands_in}, and has not answered; mail to their address is refused",
        "Ben Baker is away until 23 Dec 2026, so nobody has answered as operations",
    ]
    back = replace(facts, now=berlin(24))
    assert [str(one) for one in blocking(back)][1] == "Ben Baker (operations) has not answered"


def test_the_seats_say_that_an_address_refuses_mail() -> None:
    said = " ".join(opened(a_case_with_absences(), day=11).split())
    assert "in the place of Dora Dahl, who is away until Dec 18, 2026, mail to their address is refused" in said


def test_of_a_settled_review_nobody_holds_anything_up() -> None:
    assert blocking(about_review("decided", "1", a_case(state="approved"), a_reader(CARA))) == []
