"""Letter: the review is settled, told to whoever was asked."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.parts import part_of
from notifications.letters.summary import about_review, is_unsettled

FOLDER = "decided"


def still_true(facts: ReviewFacts) -> bool:
    """What is settled stays so."""
    return not is_unsettled(facts.case)


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says."""
    context = about_review(facts) | {
        "part": part_of(facts.case),
        "because": "you were asked about this invoice.",
        "stops": "nothing more comes about this review.",
    }
    return Letter(FOLDER, context)
