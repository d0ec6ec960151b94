"""The fields of a form whatever their names, as they were typed and without what cannot be stored or seen."""

import datetime
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from notifications.wording import clean


async def form_of(request: Request) -> FormData:
    """Read what was sent as a form; what cannot be read says nothing, so that it is first looked at who sends it.

    Strangers name the character set of a part, and what it decodes to need not be text.
    """
    try:
        form = await request.form()
    except (HTTPException, ValueError, LookupError):
        return FormData()
    await form.close()  # of its files nothing is read
    return form


async def typed_fields(request: Request) -> Mapping[str, str]:
    """Read a form; files in it are left out."""
    form = await form_of(request)
    return {name: clean(value) for name, value in form.items() if isinstance(value, str)}


YEARS = range(2000, 2200)

AsTyped = Annotated[Mapping[str, str], Depends(typed_fields)]


def read_day(text: str) -> datetime.date | None:
    """Read a day as browsers send it; None for what is none, and for what is out of reach of any calendar of ours."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
