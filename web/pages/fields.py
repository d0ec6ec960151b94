"""The fields of a form whatever their names, as they were typed and without what cannot be stored or seen."""

import datetime
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request

from notifications.wording import clean


async def typed_fields(request: Request) -> Mapping[str, str]:
    """Read a form; files in it are left out."""
    async with request.form() as form:
        return {name: clean(value) for name, value in form.items() if isinstance(value, str)}


AsTyped = Annotated[Mapping[str, str], Depends(typed_fields)]


def read_day(text: str) -> datetime.date | None:
    """Read a day as browsers send it; None for what is none."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
