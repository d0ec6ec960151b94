"""Where a list will be read on: how far it was read, kept as JSON between two fetches."""

import hashlib
from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sources.exact_json import Json, write_json
from workflow.invoices.source import Position

MOST_TRIES = 3
"""Fetches that may end where they began; after so many the list is read anew, for what is new may stand at its top."""


class Progress(BaseModel):
    """How much of one list has been read: the pages so far, by their lengths, stated counts and digests.

    `next` and `cursors` belong to lists with cursors, `pages` to those with numbered pages: what the vendor stated.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    next: str | None = None
    pages: int | None = None
    lengths: list[int] = Field(default_factory=list)
    counts: list[int | None] = Field(default_factory=list)
    digests: list[str] = Field(default_factory=list)
    cursors: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _is_of_one_list(self) -> Self:
        if not len(self.lengths) == len(self.counts) == len(self.digests):
            raise ValueError("these are not the facts of the same pages")
        return self


class Bookmark(BaseModel):
    """One position: the question it belongs to, the part of it, how far that was read, and how often in vain."""

    model_config = ConfigDict(extra="forbid", strict=True)

    of: str
    part: str
    at: dict[str, Any] = Field(default_factory=dict)
    tries: int = 0

    @classmethod
    def opened(cls, position: Position | None, of: str) -> Self | None:
        """Read a position; null when there is none, when it is of another question, or when it makes no sense."""
        try:
            bookmark = cls.model_validate(dict(position or {}))
        except ValidationError:
            return None
        return bookmark if bookmark.of == of else None

    def at_place(self, at: dict[str, Any]) -> Self:
        """Give the same question at another place."""
        return self.model_copy(update={"at": at})

    def kept(self, before: Self | None) -> Position | None:
        """Write the position; null when fetches have ended here too often."""
        tries = before.tries + 1 if before and (before.part, before.at) == (self.part, self.at) else 0
        return None if tries == MOST_TRIES else self.model_copy(update={"tries": tries}).model_dump()


def question(**asked: Json) -> str:
    """Name a question by all that it depends on, so that an answer to another is never read on."""
    return hashlib.sha256(write_json(asked)).hexdigest()


def fitting(model: type[BaseModel], saved: Mapping[str, Any] | None) -> Any:
    """Read what a part kept of itself; a new one when that makes no sense."""
    try:
        return model.model_validate(dict(saved or {}))
    except ValidationError:
        return model()
