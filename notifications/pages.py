"""Where the pages are, and the links that lead a reader to the seats on which they are waited for."""

from dataclasses import dataclass

from notifications.facts import Reader, SeatLink
from notifications.letters.summary import open_seats
from notifications.links import act_url, sign
from workflow.reviews.casefile import CaseFile


@dataclass(frozen=True)
class Place:
    """Where the pages are and which keys sign what leads there; the first key signs."""

    base_url: str
    keys: tuple[bytes, ...]


def seat_links(case: CaseFile, reader: Reader, place: Place) -> tuple[SeatLink, ...]:
    """Give a link for each open seat of the reader."""
    mine = {link.assignment_id: link for link in case.links if link.person_id == reader.person_id}
    return tuple(
        SeatLink(seat.role, act_url(place.base_url, sign(mine[seat.assignment_id], place.keys)))
        for seat in open_seats(case, reader.person_id)
        if seat.assignment_id in mine
    )
