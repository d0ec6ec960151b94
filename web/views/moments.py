"""Moments on pages that say once whose clock they mean."""

from dataclasses import dataclass

from pendulum import DateTime

from notifications.figures import Figures, zone_name


@dataclass(frozen=True)
class At:
    """A moment as the reader's clock shows it, and as ISO 8601 for programs."""

    words: str
    iso: str


def brief(writes: Figures, moment: DateTime) -> At:
    """Write a moment without its zone: `Tue, Dec 15, 2026, 2:00 PM`."""
    return At(writes.moment(moment).removesuffix(f" {zone_name(writes.timezone)}"), moment.to_iso8601_string())


def full(writes: Figures, moment: DateTime) -> At:
    """Write a moment with its zone."""
    return At(writes.moment(moment), moment.to_iso8601_string())
