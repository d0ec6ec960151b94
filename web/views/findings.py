"""What the checks noticed, as its reader writes figures."""

from collections.abc import Iterable
from dataclasses import replace

from notifications.figures import Figures
from workflow.reviews.explained import FindingFacts


def told(findings: Iterable[FindingFacts], writes: Figures) -> tuple[FindingFacts, ...]:
    """Tell findings to their reader; why one is muted are a person's words, of which only the last day is ours."""
    return tuple(
        replace(one, why=writes.told(one.why), muted=writes.dated(one.muted) if one.muted else one.muted)
        for one in findings
    )
