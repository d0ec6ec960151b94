"""The desk: a batch of claimed notices becomes mails; one that is no longer true becomes none."""

from collections.abc import Sequence
from dataclasses import dataclass

from pendulum import DateTime
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from notifications.catalogue import letter_for
from notifications.facts import CodeFacts, Told
from notifications.gathering import Shelf, facts_of, gather
from notifications.links import mails_url
from notifications.message import Mailbox, Message, standing_headers
from notifications.pages import Place
from notifications.render import render
from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed

THREAD_NOUNS = {
    Kind.MISSING: "period",
    Kind.CONNECTOR: "workspace",
    Kind.SET_ASIDE: "workspace",
    Kind.HEALTH: "health",
    Kind.COVERAGE: "coverage",
    Kind.DIGEST: "digest",
    Kind.UNDELIVERED: "undelivered",
}


@dataclass(frozen=True)
class Composed:
    """What became of a notice at the desk: a message, or `problem` (a sentence), or neither: it is moot."""

    notice: Claimed
    message: Message | None = None
    problem: str | None = None

    @property
    def is_moot(self) -> bool:
        """Say whether nobody needs to be told any more."""
        return self.message is None and self.problem is None


@dataclass(frozen=True)
class Desk:
    """What letters need besides their facts: where links lead, the domain of Message-IDs, business and real time."""

    place: Place
    domain: str
    now: DateTime
    wall: DateTime


def compose_all(session: Session, notices: Sequence[Claimed], desk: Desk) -> list[Composed]:
    """Compose a batch; a notice that breaks the gathering is found by halving and steps aside."""
    if not notices:
        return []
    try:
        shelf = gather(session, notices, desk.now)
    except SQLAlchemyError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever is wrong with one row must not hold up the others
        if len(notices) == 1:
            return [Composed(notices[0], problem=_problem(error))]
        middle = len(notices) // 2
        halves = (notices[:middle], notices[middle:])
        return [one for half in halves for one in compose_all(session, half, desk)]
    return [_compose(notice, shelf, desk) for notice in notices]


def _compose(notice: Claimed, shelf: Shelf, desk: Desk) -> Composed:
    try:
        facts = facts_of(notice, shelf, desk.place, desk.now, desk.wall)
        letter = letter_for(notice)
        if not facts.reader.is_active or not letter.still_true(facts):
            return Composed(notice)
        return Composed(notice, message=message_of(facts, desk.domain))
    except Exception as error:  # noqa: BLE001  # a letter that cannot be written steps aside, the others go out
        return Composed(notice, problem=_problem(error))


def message_of(facts: Told, domain: str) -> Message:
    """Write the mail that a letter is sent in; raises whatever a letter raises that cannot be written."""
    letter = letter_for(facts.notice).compose(facts)
    words = render(letter.folder, letter.context, facts.reader.figures)
    headers = standing_headers(facts.notice.key, thread_of(facts), domain)
    if facts.notice.kind == Kind.DIGEST:
        headers["List-Unsubscribe"] = f"<{mails_url(facts.home)}>"
    if letter.reply_to:
        headers["Reply-To"] = ", ".join(letter.reply_to)
    to = Mailbox(facts.reader.email, facts.reader.name)
    return Message(to, words.subject, words.text, words.html, headers, letter.attachments)


def thread_of(facts: Told) -> str:
    """Name the conversation a letter belongs to, `noun:id`: a review's, period's, workspace's or reader's."""
    if isinstance(facts, CodeFacts):
        return f"review:{facts.review_id}" if facts.review_id else f"person:{facts.reader.person_id}"
    if (
        facts.notice.kind == Kind.RUN
    ):  # it is about the first of its reader's workspaces, which may be another next time
        return f"run:{facts.reader.person_id}"
    return f"{THREAD_NOUNS.get(Kind(facts.notice.kind), 'review')}:{facts.notice.about}"


def _problem(error: Exception) -> str:
    return f"the letter could not be written: {error}"
