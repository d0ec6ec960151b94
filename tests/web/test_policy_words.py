"""A policy in words: every value is told, with where it was decided."""

from notifications.figures import Figures
from tests.factories import a_policy
from web.views.policy import WORDS, Layers, chapters, own_chapter
from workflow.policy.policy import Policy, merged

FIGURES = Figures("Europe/Berlin", "en_US")


def keys(policy: Policy) -> set[str]:
    """List the dotted keys of a policy's values."""
    table = policy.model_dump(by_alias=True)
    return {
        f"{name}.{inner}" if isinstance(value, dict) else name
        for name, value in table.items()
        for inner in (value if isinstance(value, dict) else ("",))
    }


def test_every_value_has_words() -> None:
    told = {key for its in WORDS.values() for key, _ in its}
    lists = {"closures", "routing.rules", "escalate_to.finance", "escalate_to.operations"}
    assert keys(a_policy()) - told <= lists
    assert told - keys(a_policy()) <= lists


def test_each_says_where_it_was_decided() -> None:
    default = {"deadline": {"lead_business_days": 3, "cutoff": "14:00", "reminder": 4}}
    base = merged(default, {"deadline": {"cutoff": "12:00"}})
    layers = Layers(default, base, {"deadline": {"reminder": 5}})
    told = {value.name: value.origin for one in chapters(a_policy(), FIGURES, layers) for value in one.values}
    assert told["Business days from the decision to the money's arrival"] == "default"
    assert told["The bank's last minute, in the workspace's zone"] == "policy file"
    assert told["Business days before the decision: reminder"] == "setup file"


def test_rules_closures_and_own_thresholds_are_sentences() -> None:
    policy = a_policy(
        routing={
            "rules": [{"above": "5000.00", "currency": "EUR", "severity": "check", "ask": ["finance", "finance"]}]
        },
        closures=[{"from": "2026-12-24", "until": "2026-12-31", "name": "Christmas"}],
        workspaces={"acme": {"changed": {"percent": "20"}, "covers": "period"}},
    )
    told = {value.name: value.says for one in chapters(policy, FIGURES) for value in one.values}
    assert told["1. Where above 5,000 EUR and something at least check"] == "finance, finance are asked"
    assert " ".join(told["Christmas"].split()) == "Dec 24 – 31, 2026"
    (own,) = own_chapter(policy, "acme", "Acme", FIGURES)
    assert [(one.name, one.says) for one in own.values] == [
        ("A total changes by more than, in percent", "20"),
        ("One review is about", "all invoices of a period"),
    ]
    assert own_chapter(policy, "other", "Other", FIGURES) == ()
