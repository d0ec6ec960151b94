"""Letter: the review is settled, told to whoever was asked."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.parts import part_of
from notifications.letters.summary import about_review, is_unsettled
from workflow.people.person import Role
from workflow.reviews.casefile import CaseFile, Seat, Who
from workflow.reviews.review import REJECTED

FOLDER = "decided"


def still_true(facts: ReviewFacts) -> bool:
    """What is settled stays so."""
    return not is_unsettled(facts.case)


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says."""
    case = facts.case
    context = about_review(facts) | {
        "part": part_of(case),
        "deciders": deciders(case),
        "owner": _owner(case) if case.state == REJECTED else None,
        "because": "you were asked about this invoice.",
        "stops": "nothing more comes about this review.",
    }
    return Letter(FOLDER, context)


def deciders(case: CaseFile) -> list[Seat]:
    """Give the seats whose answers settled it: the admin's, else all that answered as it came out."""
    answered = [seat for seat in case.seats if seat.answered and seat.state == case.state]
    return [seat for seat in answered if seat.role == Role.ADMIN] or answered


def _owner(case: CaseFile) -> Who | None:
    """Name the one person who takes a rejected invoice up with the vendor: operations, else who settled it."""
    operations = [seat.person for seat in case.seats if seat.role == Role.OPERATIONS and seat.person]
    settled = [seat.answered.by for seat in deciders(case) if seat.answered]
    return next(iter([*operations, *settled]), None)
