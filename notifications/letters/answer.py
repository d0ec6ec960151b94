"""Letter: a question that was asked about a review has its answer."""

from notifications.facts import Letter, ReviewFacts
from notifications.letters.summary import about_review, is_asked, is_unsettled
from notifications.wording import Ours

FOLDER = "answer"


def still_true(facts: ReviewFacts) -> bool:
    """Stop once the review is settled: nobody needs the answer then."""
    return is_unsettled(facts.case) and facts.question is not None and not facts.question.asked.is_open


def compose(facts: ReviewFacts) -> Letter:
    """Choose what the letter says, to who asked or to whoever took over their review task."""
    if facts.question is None:
        raise ValueError("the question is not there")
    question = facts.question.asked
    is_asker = facts.reader.person_id == question.asker_id
    whose = "you" if is_asker else question.asker
    context = about_review(facts) | {
        "question": question,
        "is_asker": is_asker,
        "asked": is_asked(facts),
        "because": Ours(f"{whose} asked a question about this invoice."),
        "stops": "nothing; an answer is told once.",
    }
    return Letter(FOLDER, context)
