"""An auditor from outside: knows the mails that came, what the command line says, and the sealed history.

It takes nothing from the database and nothing from the engine: who must have been told what is worked out from
the rules and held against what arrived.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pendulum
from pendulum import DateTime

from config.clock import parse_moment
from tests.acceptance.installation import Json
from tests.acceptance.watched import Arrival

GRACE_HOURS = 48
"""Business time in which a due rung may still be under way when the month is stopped: a few sweeps."""
DECEMBER = pendulum.datetime(2026, 12, 1)
"""From here on November's invoices are missing too, should the month run on for so long."""
ADMINS = {"ada@acme.example", "bea@acme.example"}


@dataclass(frozen=True)
class Evidence:
    """What an outsider holds in hands after a month; `in_window` are the Message-IDs that kills caught under way."""

    ended_at: DateTime
    arrivals: Sequence[Arrival]
    status: Json
    plans: dict[str, Json]
    export: Sequence[str]
    in_window: Sequence[str]
    answers: Sequence[tuple[str, str]]

    @property
    def events(self) -> list[Json]:
        """The history, line by line."""
        return [json.loads(line) for line in self.export]

    def of_kind(self, kind: str) -> list[str]:
        """What the events of a kind are about."""
        return [event["about"].partition(":")[2] for event in self.events if event["kind"] == kind]

    def told(self, about: str, *parts: str) -> set[str]:
        """Who got a mail about a review or a period, with one of these rungs or kinds."""
        return {one.message.to for one in self.arrivals if one.about == about and {one.kind, one.part} & set(parts)}

    @property
    def copies(self) -> Counter[str]:
        """How many extra copies of a mail came, by Message-ID."""
        counted = Counter(one.message.header("Message-ID") or "" for one in self.arrivals)
        return Counter({message_id: count - 1 for message_id, count in counted.items() if count > 1})


def audit(evidence: Evidence) -> None:
    """Raise AssertionError with everything that is wrong."""
    wrong = [*_lost(evidence), *_doubled(evidence), *_ladders(evidence), *_missing(evidence), *_answers(evidence)]
    assert not wrong, "\n".join(wrong)


def _lost(evidence: Evidence) -> Iterator[str]:
    """Whatever history says was sent, came; whatever came, history knows."""
    sent, came = set(evidence.of_kind("notice.sent")), {one.key for one in evidence.arrivals}
    put_away = set(evidence.of_kind("notice.moot"))
    yield from (f"history says it was sent, but it never came: {key}" for key in sorted(sent - came))
    yield from (f"it came, but history does not know how it ended: {key}" for key in sorted(came - sent - put_away))


def _doubled(evidence: Evidence) -> Iterator[str]:
    """A second copy is allowed where a kill fell between the server's last word and ours, once a kill."""
    ids: dict[str, set[str]] = {}
    for one in evidence.arrivals:
        ids.setdefault(one.key, set()).add(one.message.header("Message-ID") or "")
    yield from (f"two different mails for one notice: {key}" for key, those in ids.items() if len(those) > 1)
    for message_id, extra in evidence.copies.items():
        if extra > evidence.in_window.count(message_id):
            yield f"{extra} copies too many of {message_id}"


def _ladders(evidence: Evidence) -> Iterator[str]:
    for review in evidence.status["reviews"]:
        plan, name = evidence.plans[review["id"]], ", ".join(review["numbers"])
        for seat in review["assignments"]:
            if seat["role"] != "admin" and seat["person"] not in evidence.told(review["id"], "opened", "warning"):
                yield f"{name}: {seat['person']} was never asked"
        stuck = [rung["rung"] for rung in plan["rungs"] if rung["state"] == "planned" and _is_past(rung, evidence)]
        yield from (f"{name}: the {rung} was due and never taken" for rung in stuck)
        if review["state"] == "open":
            yield from _ignored(evidence, review["id"], name, plan)


def _is_past(rung: Json, evidence: Evidence) -> bool:
    return parse_moment(rung["at"]) < evidence.ended_at.subtract(hours=GRACE_HOURS)


def _ignored(evidence: Evidence, review: str, name: str, plan: Json) -> Iterator[str]:
    """A review that nobody answers: its readers warned, one admin escalated to in time, every admin called."""
    deadline = parse_moment(plan["payment_deadline"])
    escalations = [one for one in evidence.arrivals if one.about == review and one.part == "escalation"]
    if len({one.key for one in escalations}) != 1:
        yield f"{name}: {len(escalations)} escalations came, not one"
    if min((one.at for one in escalations), default=deadline) >= deadline:
        yield f"{name}: no escalation came before the payment deadline"
    if evidence.told(review, "warning") != {"ana@acme.example", "omar@acme.example"}:
        yield f"{name}: not both reviewers were warned"
    for rung in (("final_call", "overdue"), ("overdue",)):
        silent = ADMINS - evidence.told(review, *rung)
        yield from (f"{name}: {admin} never heard a {rung[0]}" for admin in sorted(silent))


def _missing(evidence: Evidence) -> Iterator[str]:
    """A period whose invoice never came: finance, the vendor, the admins."""
    expected = {"late": {"ana@acme.example"}, "chase": {"billing@vendor.example"}, "admin": ADMINS}
    periods = {one.about for one in evidence.arrivals if one.kind == "missing" and one.at < DECEMBER}
    late = [
        (workspace["key"], period["starts_on"])
        for workspace in evidence.status["workspaces"]
        for period in workspace["periods"]
        if period["state"] == "late" and period["starts_on"] == "2026-10-01"
    ]
    if len(late) != 1 or len(periods) != 1:
        yield f"October is late for one workspace, but status says {late} and {len(periods)} periods were chased"
    for rung, readers in expected.items():
        told = {reader for period in periods for reader in evidence.told(period, rung, f"{rung}_again")}
        yield from (f"missing invoice, {rung}: {reader} was not told" for reader in sorted(readers - told))


def _answers(evidence: Evidence) -> Iterator[str]:
    """The decisions are those that were given, no more and no less; what was approved was released, once."""
    given = Counter(email for email, _ in evidence.answers)
    kinds = {"assignment.approved", "assignment.flagged", "assignment.rejected"}
    stored = Counter(event["actor"] for event in evidence.events if event["kind"] in kinds)
    if given != stored:
        yield f"given were {dict(given)}, history holds {dict(stored)}"
    approved = {review["id"] for review in evidence.status["reviews"] if review["state"] == "approved"}
    released = {one.about for one in evidence.arrivals if one.kind == "released"}
    if approved != released:
        yield f"approved were {sorted(approved)}, released {sorted(released)}"
