"""A review's plan in lines: every moment on the workspace's clock, with how it was computed and how it changed."""

import datetime
from collections.abc import Iterator
from typing import Any

import pendulum

Data = dict[str, Any]
WRITTEN = "YYYY-MM-DD HH:mm"


def plan_lines(data: Data) -> Iterator[str]:
    """Write the plan of `countersign explain --json` so that each moment can be computed again by hand."""
    yield f"Decide by {_at(data, 'decide_by')}, pay by {_at(data, 'payment_deadline')} ({data['zone']})"
    yield f"  pay: {data['payment_because']}"
    yield f"  decide: {data['decide_because']}"
    yield f"Opened {_at(data, 'opened_at')}; {data['state']}{_round(data)}."
    yield from _conditions(data)
    yield ""
    yield from _rungs(data)
    yield from _replanned(data)
    yield from _happened(data)
    yield ""


def dispute_rows(data: Data) -> Iterator[tuple[str, str]]:
    """Write what is disputed as names and words, with moments on the workspace's clock; what nobody said is left out.

    `data` is that of `countersign explain --json`, of a review that has a dispute.
    """
    dispute = data["dispute"]
    asked = dispute["asked_at"]
    rows = {
        "state": dispute["state"],
        "reason": dispute["reason"],
        "letter by": dispute["letter_by"],
        "vendor asked": _local(asked, data) if asked else None,
        "answers": "\n".join(f"{_at(one, 'at', data)}: {one['text']}" for one in dispute["answers"]),
        "outcome": dispute["outcome"],
        "because": dispute["outcome_why"],
        "undisputed": dispute["undisputed"],
    }
    yield from ((name, said) for name, said in rows.items() if said)


def _conditions(data: Data) -> Iterator[str]:
    """Say what the moments were computed with, and what stands against them."""
    closures = [f"“{one['name']}” ({one['from']} to {one['until']})" for one in data["closures"]]
    without = ", ".join([f"the public holidays of {data['country']}", *closures])
    yield f"Business days: Monday to Friday without {without}."
    quiet = data["quiet"]
    yield f"Quiet hours: {quiet['from']} to {quiet['until']}." if quiet else "Quiet hours: none."
    if data["runs"]:
        how = ", but this is paid outside of them" if data["off_cycle"] else ""
        yield f"Payment runs: {', '.join(data['runs'])}{how}."
    if data["agreed_due_on"]:
        yield f"Due date agreed on: {data['agreed_due_on']}."
    if data["waits_since"]:
        yield f"The vendor is waited for since {_at(data, 'waits_since')}, so the reviewers are not reminded."
    for one in data["snoozed"]:
        yield f"{one['person']} ({one['role']}) does not want to be reminded before {_local(one['until'], data)}."


def _rungs(data: Data) -> Iterator[str]:
    last = 1
    for number, rung in sorted(zip(data["rounds"], data["rungs"], strict=True), key=lambda one: one[0]):
        if number != last:
            last = number
            yield f"Round {last}"
        yield f"{rung['rung']:<13} {_at(rung, 'at', data)}  {rung['state']}"
        yield f"  {rung['because']}"


def _replanned(data: Data) -> Iterator[str]:
    if data["replanned"]:
        yield ""
        yield "How the plan changed"
    for one in data["replanned"]:
        yield f"{_at(one, 'at', data)} by {one['by']}: {one['why']}"
        yield from _deadline_changed(one, data)
        for rung in one.get("rungs", ()):
            old, new = _stood(rung["old"], data), _stood(rung["new"], data)
            yield f"  {rung['rung']}: {old} -> {new}" if old != new else f"  {rung['rung']}: {old}, computed otherwise"


def _deadline_changed(one: Data, data: Data) -> Iterator[str]:
    """Say from what to what, and how the old moment was computed; how the new one is stands above."""
    for name, called in (("decide_by", "decide by"), ("payment_deadline", "pay by")):
        if one[name]["old"] != one[name]["new"] or one["because"][name]["old"] != one["because"][name]["new"]:
            yield f"  {called}: {_local(one[name]['old'], data)} -> {_local(one[name]['new'], data)}"
            yield f"    was: {one['because'][name]['old']}"


def _happened(data: Data) -> Iterator[str]:
    if data["happened"]:
        yield ""
        yield "What else happened"
    for one in data["happened"]:
        role = f" ({one['role']})" if one["role"] else ""
        to = f" to {one['to']}" if one["to"] else ""
        yield f"{_at(one, 'at', data)} by {one['by']}: {one['what']}{role}{to}: {one['why']}"


def _stood(rung: Data | None, data: Data) -> str:
    return f"{_at(rung, 'at', data)} {rung['state']}" if rung else "not there"


def _round(data: Data) -> str:
    return f"; round {data['round']}" if data["round"] > 1 else ""


def _at(one: Data, name: str, data: Data | None = None) -> str:
    return _local(one[name], data or one)


def _local(moment: str, data: Data) -> str:
    """Write a moment as the workspace's clocks show it."""
    at = pendulum.instance(datetime.datetime.fromisoformat(moment))
    return at.in_timezone(data["zone"]).format(WRITTEN)
