"""How an invoice's total came about, as the page shows it: a picture, a table, what is left to ask, what was noted."""

from dataclasses import dataclass

from notifications.bridging import BridgeWords, bridge_words, share_words
from notifications.figures import Figures
from web.views.notes import NoteRow, note_row
from web.views.waterfall import Waterfall, waterfall
from workflow.reviews.casefile import InvoiceFacts

FIRST_SHOWN, MOST_SHOWN = 3, 12


@dataclass(frozen=True)
class BridgeView:
    """The bridge in words and as a picture, where there is one; `add` leads to where context can be added, or is empty.

    Of what shows one step, `first` are laid open, and no more than `most` printed.

    `draws`: there is something to see in it. `after` is the place of the last step about usage, beside which the notes
    stand; None without such a step.
    """

    words: BridgeWords | None
    picture: Waterfall | None
    share: str
    notes: tuple[NoteRow, ...]
    after: int | None
    add: str
    draws: bool
    first: int = FIRST_SHOWN
    most: int = MOST_SHOWN


def bridge_view(facts: InvoiceFacts, writes: Figures) -> BridgeView:
    """Work out what the page says of how the total came about."""
    words = bridge_words(facts, writes)
    about_usage = [place for place, step in enumerate(words.steps) if step.is_usage] if words else []
    return BridgeView(
        words=words,
        picture=waterfall(words) if words else None,
        share=share_words(facts.bridge),
        notes=tuple(note_row(one, writes) for one in facts.notes),
        after=about_usage[-1] if about_usage else None,
        add=f"/periods/{facts.period_id}#context" if facts.period_id else "",
        draws=words is not None and not _is_one_riddle(words),
    )


def _is_one_riddle(words: BridgeWords) -> bool:
    """Tell whether all there is to see is one rest that nothing explains; what drives the total says that already."""
    only = words.steps[0]
    return len(words.steps) == 1 and only.is_open and len(only.shown) <= 1
