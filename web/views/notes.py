"""What somebody noted on a period, as pages show it."""

from dataclasses import dataclass

from notifications.bridging import NOTED
from notifications.figures import Figures
from web.views.moments import At, full
from workflow.periods.period import NoteKind
from workflow.reviews.explained import NoteFacts
from workflow.reviews.line import LedgerNote

NOTES = {**NOTED, NoteKind.WAIVER: "Waived", NoteKind.VENDOR_ANSWER: "The vendor answered"}


@dataclass(frozen=True)
class NoteRow:
    """What somebody noted."""

    kind: str
    text: str
    by: str
    at: At


def note_row(note: LedgerNote | NoteFacts, writes: Figures) -> NoteRow:
    """Say what was noted by whom and when."""
    return NoteRow(NOTES[NoteKind(note.kind)], note.text, note.by, full(writes, note.at))
