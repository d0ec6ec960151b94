"""Which names `[sources.*.evidence]` may use: what is read out of one campaign's analytics.

Setup comes before sources and may not import them; a test holds these names against what the source reads.
"""

from typing import Annotated

from pydantic import AfterValidator

from workflow.setup.kinds import closest

NAMES = ("quantity", "unit", "is_final", "name")


def _known(name: str) -> str:
    if name not in NAMES:
        raise ValueError(f"is nothing that is read of analytics ({', '.join(NAMES)}){closest(name, list(NAMES))}")
    return name


UsageField = Annotated[str, AfterValidator(_known)]
