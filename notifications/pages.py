"""Where the pages are, and the links that lead a reader to the seats on which they are waited for."""

from dataclasses import dataclass
from uuid import UUID

from notifications.facts import Questioned, Reader, SeatLink
from notifications.letters.summary import open_seats
from notifications.links import QUESTION, act_url, question_url, sign
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


def questioned(case: CaseFile, question_id: UUID, reader: Reader, place: Place) -> Questioned | None:
    """Give a question of the review, with the link that leads its reader to the answer; None where it is not there."""
    asked = next((one for one in case.questions if one.id == question_id), None)
    if asked is None:
        return None
    is_theirs = reader.person_id is not None and asked.person_id == reader.person_id
    return Questioned(asked, question_url(place.base_url, sign(asked, place.keys, QUESTION)) if is_theirs else "")
