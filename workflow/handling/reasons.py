"""What a person gives as the reason of what they do."""

from workflow.decisions.decide import LONGEST_REASON, Incomplete, printable


def reasoned(why: str, missing: str) -> str:
    """Give the reason as it is kept; raises Incomplete with the sentence `missing` where there is none."""
    said = printable(why)
    if not said:
        raise Incomplete(missing)
    if len(said) > LONGEST_REASON:
        raise Incomplete(f"The reason is too long; {LONGEST_REASON} characters are enough.")
    return said
