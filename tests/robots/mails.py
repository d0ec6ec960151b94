"""A hundred mails of every kind to robots, and afterwards the people who act from them."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select

from sandbox.forms import forms_of
from sandbox.message import Message
from tests.stories.month import Month
from tests.stories.reader import Reader
from tests.web.site import everything
from workflow.people.identity import SignInCode
from workflow.people.signin import CODE_MINUTES, CODES_PER_WINDOW

ANSWERS = {"ana": "approve", "omar": "flag", "ada": "approve"}
BY_THE_WAY = frozenset({"sign_in_codes", "attempts"})
"""What a robot may leave behind: codes that it had mailed, and how they went out; notices and history of codes."""


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
    """Give all that a robot must not have changed, by its table: decisions, answers, seats, links, all else."""
    return {
        name: [row for row in rows if "'code:" not in row and "'notice:code:" not in row]
        for name, rows in everything(town.house.engine).items()
        if name not in BY_THE_WAY
    }


def codes_asked(town: Month) -> list[SignInCode]:
    """Give the codes that were asked for so far."""
    with town.house.readers() as session:
        return list(session.scalars(select(SignInCode).order_by(SignInCode.asked_at)))


def most_in_a_window(codes: Sequence[SignInCode]) -> int:
    """Give the most codes that were mailed at one link, or for one address, within ten minutes."""
    return max(_windows(codes), default=0)


def waiting(codes: Sequence[SignInCode]) -> int:
    """Count the links at which so many codes were asked for that whoever is new there waits ten minutes for another."""
    return sum(most >= CODES_PER_WINDOW for most in _windows(codes))


def _windows(codes: Sequence[SignInCode]) -> list[int]:
    asked: dict[UUID, list[DateTime]] = {}
    for code in codes:
        if code.used_at is None:  # whoever used one has read the mail
            asked.setdefault(code.link_id, []).append(code.asked_at)
    return [_densest(moments) for moments in asked.values()]


def _densest(moments: Sequence[DateTime]) -> int:
    return max(sum(0 <= (other - one).total_seconds() < CODE_MINUTES * 60 for other in moments) for one in moments)


def sign_in(town: Month, keys: Sequence[str]) -> list[Reader]:
    """Let somebody of each customer enter a code, in a browser that no robot has, and ask a colleague something."""
    readers = [_reader(town, "ana", key) for key in keys]
    for reader, key in zip(readers, keys, strict=True):
        link = reader.link(f"{key}-10") or ""
        reader.signs_in(link)
        assert _fills(reader, link, "/ask", {"to": f"omar@{key}.example", "text": "Did the campaign run here?"}) == 303
    town.ticks()
    return readers


def all_act(town: Month, keys: Sequence[str], known: Sequence[Reader]) -> Iterator[tuple[str, int]]:
    """Let everybody act from the link in their mail; gives who did and what they were told.

    Who was signed in already does it at once, everybody else ten minutes later; who was asked something answers that.
    """
    for reader in known:
        yield reader.email, reader.answers("approve", f"{_key(reader)}-10")
    town.minutes_on += CODE_MINUTES + 1
    done = {reader.email for reader in known}
    for reader in [_reader(town, name, key) for key in keys for name in ANSWERS]:
        yield from _acts(reader, done)
        reader.browser.close()


def _acts(reader: Reader, done: set[str]) -> Iterator[tuple[str, int]]:
    question = next((link for mail in reader.has() for link in mail.links if "/questions/" in link), None)
    if question:
        reader.signs_in(question)
        path = question.rpartition("/")[2]
        yield f"{reader.email}, who was asked", _fills(reader, question, path, {"answer": "Yes, it did."})
    if reader.email not in done:
        name = reader.email.partition("@")[0]
        yield reader.email, reader.answers(ANSWERS[name], f"{_key(reader)}-10", "The minutes look doubled.")


def _fills(reader: Reader, page: str, action: str, typed: dict[str, str]) -> int:
    """Send the form of a page that leads to an action; gives the status."""
    answer = reader.browser.get(page)
    (form,) = [one for one in forms_of(answer.text, page) if one.action.endswith(action)]
    return reader.browser.post(form.action, data={**dict(form.standing), **typed}).status_code


def _key(reader: Reader) -> str:
    return reader.email.partition("@")[2].removesuffix(".example")


def _reader(town: Month, name: str, key: str) -> Reader:
    return Reader(f"{name}@{key}.example", lambda: town.post.messages)
