"""A hundred mails of every kind to robots, and afterwards the people who act from them."""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from pendulum import DateTime
from sqlalchemy import func, select

from sandbox.message import Message
from tests.stories.month import Month
from tests.stories.reader import Reader
from workflow.decisions.decision import Decision
from workflow.people.identity import Device, SignInCode
from workflow.people.signin import CODE_MINUTES
from workflow.reviews.review import AccessLink, Assignment, Review

ANSWERS = {"ana": "approve", "omar": "flag", "ada": "approve"}


def newest(mails: Sequence[Message], count: int) -> list[Message]:
    """Pick so many mails, of every kind as many as there are."""
    by_kind: dict[str, list[Message]] = {}
    for mail in mails:
        by_kind.setdefault(kind_of(mail), []).append(mail)
    picked: list[Message] = []
    while len(picked) < min(count, len(mails)):
        picked += [kind.pop() for kind in by_kind.values() if kind]
    return picked[:count]


def kind_of(mail: Message) -> str:
    """Name what a mail is: `opened`, `rung reminder`, `code`."""
    kind, _, part, *_ = (mail.notice or "mail:::").split(":")
    return f"rung {part.partition('@')[0]}" if kind == "rung" else kind


def standing(town: Month) -> dict[str, Any]:
    """Give all that a robot must not have changed."""
    with town.house.readers() as session:
        links = select(AccessLink.id, AccessLink.generation, AccessLink.person_id).order_by(AccessLink.id)
        seats = select(Assignment.id, Assignment.state, Assignment.person_id).order_by(Assignment.id)
        return {
            "decisions": session.scalars(select(func.count()).select_from(Decision)).one(),
            "known browsers": session.scalars(select(func.count()).select_from(Device)).one(),
            "links": [*map(tuple, session.execute(links))],
            "seats": [*map(tuple, session.execute(seats))],
            "reviews": [*map(tuple, session.execute(select(Review.id, Review.state).order_by(Review.id)))],
        }


def codes_asked(town: Month) -> list[SignInCode]:
    """Give the codes that were asked for so far."""
    with town.house.readers() as session:
        return list(session.scalars(select(SignInCode).order_by(SignInCode.asked_at)))


def most_in_a_window(codes: Sequence[SignInCode]) -> int:
    """Give the most codes that one person was mailed within ten minutes, by link and by address apart."""
    asked: dict[tuple[Any, bool], list[DateTime]] = {}
    for code in codes:
        asked.setdefault((code.person_id, code.link_id == code.person_id), []).append(code.asked_at)
    return max((_densest(moments) for moments in asked.values()), default=0)


def _densest(moments: Sequence[DateTime]) -> int:
    return max(sum(0 <= (other - one).total_seconds() < CODE_MINUTES * 60 for other in moments) for one in moments)


def sign_in(town: Month, keys: Sequence[str]) -> None:
    """Let somebody of each customer enter a code, in a browser that no robot has."""
    for key in keys:
        reader = _reader(town, "ana", key)
        with closing(reader.browser):
            reader.signs_in(reader.link(f"{key}-10") or "")


def all_act(town: Month, keys: Sequence[str]) -> Counter[int]:
    """Let everybody act from the link in their mail, ten minutes later; gives how often each status was answered."""
    town.minutes_on += CODE_MINUTES + 1
    statuses: Counter[int] = Counter()
    for key in keys:
        for name, answer in ANSWERS.items():
            reader = _reader(town, name, key)
            with closing(reader.browser):
                statuses[reader.answers(answer, f"{key}-10", "The minutes look doubled.")] += 1
    return statuses


def _reader(town: Month, name: str, key: str) -> Reader:
    return Reader(f"{name}@{key}.example", lambda: town.post.messages)
