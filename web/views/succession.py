"""What took the place of a reviewed invoice, in one message: what changed, what follows, where to go on."""

from collections.abc import Sequence
from dataclasses import dataclass

from notifications.facts import Newer
from notifications.figures import Figures
from notifications.letters.versions import Following, what_follows
from web.views.changes import ChangesView, changes_between
from workflow.invoices.document import DocumentStatus
from workflow.invoices.quoting import called
from workflow.reviews.casefile import CaseFile, InvoiceFacts
from workflow.reviews.review import APPROVED, REJECTED

REFUSED = "Nothing was recorded: {}"
CHANGED, VOIDED, DRAFTED = (
    "{} changed after you were asked about it.",
    "{} was voided.",
    "{} was taken back to a draft.",
)
REISSUED, JOINED = "{} was issued anew as {}.", "{} is now reviewed together with another one."
WAITS = "The new version is being checked. As soon as that is done it is asked about anew, by mail as this one was."


@dataclass(frozen=True)
class WayOn:
    """Where the reader goes on: the path of their page of the new review, and whether they are asked there."""

    path: str
    asks: bool


@dataclass(frozen=True)
class Successor:
    """One invoice of a review, and what stands in its place now."""

    old: InvoiceFacts
    now: Newer


@dataclass(frozen=True)
class Difference:
    """What differs in one invoice, which is named where there are several."""

    title: str
    changes: ChangesView


@dataclass(frozen=True)
class Succession:
    """The message: what happened, what differs, what follows, and the button; without a path there is none.

    `overtakes`: the review was not settled, and never will be.
    """

    head: str
    differences: tuple[Difference, ...]
    follows: tuple[str, ...]
    path: str
    button: str
    overtakes: bool


def succession_view(
    case: CaseFile, taken: Sequence[Successor], way: WayOn | None, writes: Figures, *, refused: bool
) -> Succession:
    """Lay the message out; `refused`: an answer came too late."""
    heads = [_head(one) for one in taken]
    head = " ".join(dict.fromkeys(heads))
    compared = [(one, _changes(one, writes)) for one in taken]
    follows = [_follows(one, case, way, writes) for one in taken]
    return Succession(
        head=REFUSED.format(f"{head[0].lower()}{head[1:]}") if refused else head,
        differences=tuple(Difference(_named(one.old.document.number), found) for one, found in compared if found),
        follows=tuple(dict.fromkeys(filter(None, follows))),
        path=way.path if way else "",
        button=_button(taken, way),
        overtakes=case.state not in (APPROVED, REJECTED),
    )


def _named(number: str) -> str:
    return f"Invoice {called(number)}"


def _head(one: Successor) -> str:
    before, now = one.old.document, one.now.document
    if now.number != before.number:
        return REISSUED.format(_named(before.number), called(now.number))
    if _is_same(one):
        return JOINED.format(_named(before.number))
    text = {DocumentStatus.VOID: VOIDED, DocumentStatus.DRAFT: DRAFTED}.get(now.status, CHANGED)
    return text.format(_named(before.number))


def _is_same(one: Successor) -> bool:
    return one.now.document.number == one.old.document.number and one.now.revision == one.old.revision


def _changes(one: Successor, writes: Figures) -> ChangesView | None:
    return changes_between(one.old.document, one.now.document, "", writes)


def _follows(one: Successor, case: CaseFile, way: WayOn | None, writes: Figures) -> str:
    follows = what_follows(one.now, case)
    if follows is None:
        return ""
    return {
        "asked": _asked(follows, way, writes),
        "settled": f"The review of {follows.version} is settled: {follows.state}.",
        "waits": WAITS,
        "void": "Nothing is to be answered any more.",
        "draft": "Nobody is asked about it until its final form has come.",
    }.get(follows.what, f"Nobody is asked about {follows.version}.")


def _asked(follows: Following, way: WayOn | None, writes: Figures) -> str:
    by = f"to be decided by {writes.moment(follows.decide_by)}" if follows.decide_by else ""
    if way and way.asks:
        return f"You are asked about {follows.version} in a new review, {by}."
    return f"The new review of {follows.version} is asked of {follows.asked}, {by}. Nothing is asked of you."


def _button(taken: Sequence[Successor], way: WayOn | None) -> str:
    if way is None:
        return ""
    numbers = {(one.now.document.number, one.now.revision) for one in taken}
    what = f"revision {taken[0].now.revision}" if len(numbers) == 1 and not _is_same(taken[0]) else "the new review"
    what = what if taken[0].now.document.number == taken[0].old.document.number else "the new invoice"
    return f"Go to {what} and answer" if way.asks else f"Look at {what}"
