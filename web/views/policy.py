"""A policy in words: what each value means, and where it was decided."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from notifications.figures import Figures
from workflow.invoices.document import CoveredPeriod
from workflow.policy.parts import Closure, RouteRule
from workflow.policy.policy import Policy

DEFAULT, POLICY_FILE, SETUP_FILE = "default", "policy file", "setup file"
WORDS: Mapping[str, Sequence[tuple[str, str]]] = {
    "Who is asked": (
        ("routing.ask", "Asked of every review"),
        ("routing.second_finance_above", "A second person of finance above"),
        ("allow_same_person", "One person may answer two seats of a review"),
        ("covers.invoice", "One review is about, where the company pays"),
        ("covers.automatic", "One review is about, where a card is charged"),
        ("fresh_code_above", "A new mailed code for each decision above"),
    ),
    "Deadline": (
        ("deadline.cutoff", "The bank's last minute, in the workspace's zone"),
        ("deadline.lead_business_days", "Business days from the decision to the money's arrival"),
        ("deadline.dispute_days", "Days to dispute a charge to a card"),
        ("deadline.reminder", "Business days before the decision: reminder"),
        ("deadline.warning", "Business days before the decision: warning"),
        ("deadline.escalation", "Business days before the decision: to an admin"),
        ("deadline.final_call", "Business days before the decision: final call"),
        ("deadline.runs", "Weekdays on which money is sent"),
        ("quiet.from", "Nobody is mailed about a step from"),
        ("quiet.until", "Nobody is mailed about a step until"),
    ),
    "Admins": (
        ("admin.may_approve", "May approve in the place of those who did not answer"),
        ("admin.fallback_contact", "The final call goes to as well"),
        ("escalate_to.finance", "Told of the escalation when finance did not answer"),
        ("escalate_to.operations", "Told of the escalation when operations did not answer"),
    ),
    "Mail": (
        ("mail.clean", "Clean invoices that have time come"),
        ("vendor_mail", "Letters to the vendor"),
    ),
    "Missing invoices": (
        ("missing.invoice_expected_business_days", "Business days until an invoice is late"),
        ("missing.chase", "Business days after that: the vendor is written to"),
        ("missing.chase_again", "Business days after that: once more"),
        ("missing.admin", "Business days after that: the admins are told"),
    ),
    "What speaks": (
        ("changed.percent", "A total changes by more than, in percent"),
        ("changed.amount", "and by more than"),
        ("changed.usage_percent", "A usage line changes by more than, in percent"),
        ("changed.usage_amount", "and by more than"),
        ("checks.usage_percent", "Usage differs from what the vendor counted by more than, in percent"),
        ("checks.late_business_days", "An invoice comes later than usual by more than, in business days"),
    ),
}
SAYINGS = {
    ("mail.clean", "digest"): "in the digest at 09:00",
    ("mail.clean", "single"): "in a mail each",
    ("vendor_mail", "ask"): "wait as drafts that finance sends",
    ("vendor_mail", "send"): "go out by themselves",
    ("covers.invoice", "invoice"): "one invoice",
    ("covers.invoice", "period"): "all invoices of a period",
    ("covers.automatic", "invoice"): "one invoice",
    ("covers.automatic", "period"): "all invoices of a period",
}
NOTHING = {
    "deadline.runs": "every business day",
    "routing.second_finance_above": "no amount",
}
SPEAKING = "What speaks"
OWN_COVERS = ("covers.invoice", "One review is about")


@dataclass(frozen=True)
class Value:
    """One value: what it is about, what it says, and where it was decided (empty where that is not told)."""

    name: str
    says: str
    origin: str


@dataclass(frozen=True)
class Chapter:
    """Values that belong together."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Layers:
    """The tables that the policy was laid together from: the default, that with the policy file, the setup file's."""

    default: Mapping[str, Any]
    base: Mapping[str, Any]
    written: Mapping[str, Any]


def chapters(policy: Policy, writes: Figures, layers: Layers | None = None) -> tuple[Chapter, ...]:
    """Put a policy into words; with the layers, each value says where it was decided."""
    table = policy.model_dump(by_alias=True)
    named = [
        Chapter(
            name, tuple(Value(words, _says(key, _at(table, key), writes), _origin(key, layers)) for key, words in its)
        )
        for name, its in WORDS.items()
    ]
    more = (
        Chapter("Rules for who is asked", tuple(_rules(policy.routing.rules, writes, layers))),
        Chapter("Company closures", tuple(_closures(policy.closures, writes, layers))),
    )
    return (*named, *(one for one in more if one.values))


def own_chapter(policy: Policy, key: str, name: str, writes: Figures) -> tuple[Chapter, ...]:
    """Say what one workspace decides otherwise than the rest; nothing where it decides nothing."""
    own = policy.workspaces.get(key)
    table = own.model_dump(exclude_none=True) if own else {}
    found = [
        Value(words, _says(label, value, writes), "")
        for label, words in [*WORDS[SPEAKING], OWN_COVERS]
        if (value := _at(table, "covers" if label == OWN_COVERS[0] else label)) is not None
    ]
    return (Chapter(f"Otherwise in {name}", tuple(found)),) if found else ()


def _says(key: str, value: Any, writes: Figures) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return writes.number(value)
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if value in (None, "", (), []):
        return NOTHING.get(key, "nobody")
    if isinstance(value, list | tuple):
        return ", ".join(f"{one}" for one in value)
    return SAYINGS.get((key, f"{value}"), f"{value}")


def _origin(key: str, layers: Layers | None) -> str:
    """Say which layer decided a value: the last one that says otherwise than the one before, or says it at all."""
    if layers is None:
        return ""
    if _at(layers.written, key) is not None:
        return SETUP_FILE
    return DEFAULT if _at(layers.base, key) == _at(layers.default, key) else POLICY_FILE


def _at(table: Mapping[str, Any], key: str) -> Any:
    """Look a dotted key up; None where nothing stands."""
    found: Any = table
    for part in key.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _rules(rules: Sequence[RouteRule], writes: Figures, layers: Layers | None) -> Iterator[Value]:
    for number, rule in enumerate(rules, start=1):
        conditions = [
            f"above {writes.number(rule.above)}{f' {rule.currency}' if rule.currency else ''}" if rule.above else "",
            f"in {rule.currency}" if rule.currency and not rule.above else "",
            f"something at least {rule.severity}" if rule.severity else "",
            f"a line of {' or '.join(rule.line_kinds)}" if rule.line_kinds else "",
            f"in {', '.join(rule.workspaces)}" if rule.workspaces else "",
        ]
        when = " and ".join(filter(None, conditions)) or "always"
        yield Value(f"{number}. Where {when}", f"{', '.join(rule.ask)} are asked", _origin("routing.rules", layers))


def _closures(closures: Sequence[Closure], writes: Figures, layers: Layers | None) -> Iterator[Value]:
    for one in closures:
        days = writes.days(CoveredPeriod(starts_on=one.from_, ends_on=one.until))
        where = f" ({', '.join(one.workspaces)})" if one.workspaces else ""
        yield Value(f"{one.name}{where}", days, _origin("closures", layers))
