"""Several things that one check noticed, said as one finding."""

from collections.abc import Iterable

from workflow.findings.facts import Noticed
from workflow.findings.finding import Severity


def together(found: Iterable[Noticed]) -> Noticed | None:
    """Say them one after the other, the loudest first; where two give the same figure, its counts. None of none."""
    ordered = sorted(found, key=lambda one: -list(Severity).index(one.severity))
    if not ordered:
        return None
    inputs = {name: figure for one in reversed(ordered) for name, figure in one.inputs.items()}
    return Noticed(ordered[0].severity, inputs, " ".join(one.why for one in ordered))
