"""Whether the month went as it was told: the state of everything, who was told what, and nothing twice."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.outcome import Outcome, Post
from sandbox.plot import ACME, BOREALIS, COBALT, DIGEST, OLD, cast
from workflow.notices.notice import Delivery, Notice

FINANCE, OPERATIONS, ADMIN = "finance", "operations", "admin"
SUPPORT = "billing@callaro.example"


@dataclass(frozen=True)
class Expected:
    """How one invoice ends, and which roles or addresses are told what."""

    state: str
    told: Mapping[str, Sequence[str]]


EXPECTED = {
    ACME: Expected(
        "approved",
        {DIGEST: (FINANCE, OPERATIONS), "decided:1": (FINANCE,), "released:1": ("ap@acme.example",)},
    ),
    BOREALIS: Expected(
        "approved",
        {
            DIGEST: (FINANCE, OPERATIONS),
            "rung:reminder": (FINANCE, OPERATIONS),
            "rung:warning": (FINANCE, OPERATIONS),
            "rung:escalation": (ADMIN,),
            "decided:1": (FINANCE, OPERATIONS),
            "released:1": ("ap@borealis.example",),
        },
    ),
    OLD: Expected(
        "rejected",
        {
            "opened:1": (FINANCE, OPERATIONS),
            "rung:escalation": (ADMIN,),
            "rung:final_call": (ADMIN,),
            "decided:1": (ADMIN, FINANCE, OPERATIONS),
        },
    ),
    COBALT: Expected(
        "late",
        {
            "missing:late": (FINANCE, FINANCE),
            "missing:chase": (SUPPORT,),
            "missing:chase_again": (SUPPORT,),
            "missing:admin": (ADMIN, ADMIN),
        },
    ),
}
"""By invoice number, or by workspace where no invoice came."""


def complaints(session: Session, ended: Sequence[Outcome], post: Post) -> list[str]:
    """Say in one sentence each what did not go as told; none when all did."""
    return [*_stories(ended), *_in_time(ended), *_doubled(post), *_unsent(session, post)]


def _stories(ended: Sequence[Outcome]) -> Iterator[str]:
    found = {one.number or one.workspace: one for one in ended}
    if sorted(found) != sorted(EXPECTED):
        yield f"there should be {', '.join(sorted(EXPECTED))}, and there is {', '.join(sorted(found))}"
    for name in EXPECTED.keys() & found.keys():
        expected, one = EXPECTED[name], found[name]
        if one.state != expected.state:
            yield f"{name} should be {expected.state} and is {one.state}"
        told = _told(one)
        for what in sorted(expected.told.keys() | told.keys()):
            wanted, were = list(expected.told.get(what, ())), told.get(what, [])
            if wanted != were:
                yield f"{name}: {what} should go to {_list(wanted)}, and went to {_list(were)}"


def _told(one: Outcome) -> Mapping[str, list[str]]:
    """Give who was told what, people by their role."""
    roles = {person.email: person.roles[0] for person in cast()}
    told: dict[str, list[str]] = defaultdict(list)
    for telling in one.told:
        told[telling.what] = sorted([*told[telling.what], *(roles.get(reader, reader) for reader in telling.readers)])
    return told


def _in_time(ended: Sequence[Outcome]) -> Iterator[str]:
    """Hold the promise: an admin was told before the payment deadline, or at the opening if that was later."""
    for one in ended:
        rungs = [telling for telling in one.told if telling.what.startswith("rung:")]
        if one.deadline and one.opened_at:
            limit = max(one.deadline, one.opened_at)
            yield from (f"{one.number}: {rung.what} went out too late" for rung in rungs if rung.at > limit)
        readers = Counter(reader for rung in rungs if rung.at == one.opened_at for reader in rung.readers)
        yield from (f"{one.number}: {reader} got two mails at once" for reader, count in readers.items() if count > 1)


def _doubled(post: Post) -> Iterator[str]:
    ids = (mail["headers"].get("Message-ID") for _, mail in post)
    notices = (mail["notice"] for _, mail in post)
    for name, values in (("Message-ID", ids), ("X-Countersign-Notice", notices)):
        yield from (f"{count} mails have the {name} {value}" for value, count in Counter(values).items() if count > 1)


def _unsent(session: Session, post: Post) -> Iterator[str]:
    arrived = {mail["notice"] for _, mail in post}
    for notice in session.scalars(select(Notice).order_by(Notice.id)):
        if notice.state not in {Delivery.SENT, Delivery.MOOT}:
            yield f"the notice {notice.key} is {notice.state}: {notice.problem}"
        elif (notice.state == Delivery.SENT) != (notice.key in arrived):
            yield f"the notice {notice.key} is {notice.state}, and of its mail the opposite is true"


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "nobody"
