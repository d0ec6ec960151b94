"""Whether a text names something: a plan, a campaign, the vendor's id of it."""

import re
from functools import lru_cache


def names(text: str | None, name: str | None) -> bool:
    """Tell whether a name stands in a text as whole words; case and the width of spaces do not count."""
    return bool(name and name.strip() and text and _pattern(name).search(text.casefold()))


@lru_cache(maxsize=8192)
def _pattern(name: str) -> re.Pattern[str]:
    # More than one invoice is held against, else each would be made anew for each line.
    # Whole words, so that neither "Pro" is found in "Program" nor "cmp_1" in "cmp_12"
    words = r"\s+".join(map(re.escape, name.casefold().split()))
    return re.compile(rf"(?<!\w){words}(?!\w)")
