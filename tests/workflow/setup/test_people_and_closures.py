"""Calendars of people, closures of the company, and what an applied file marks to be looked at anew."""

import tomllib
from pathlib import Path
from typing import Any

import pendulum
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config.settings import DEFAULT_POLICY, read_toml
from tests.workflow.setup.files import GOOD, SECOND_PERSON, SECOND_WORKSPACE, changed
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.policy.policy import PolicyVersion
from workflow.setup.applying import apply
from workflow.setup.effective import effective_policy
from workflow.setup.reading import SetupError, read_setup

NOW = pendulum.datetime(2026, 11, 3, 20, 0)
DEFAULTS = read_toml(DEFAULT_POLICY)
BOTH = GOOD + SECOND_WORKSPACE + SECOND_PERSON
CLOSED = '{ from = 2026-12-24, until = 2026-12-31, name = "Christmas"'


def with_policy(lines: str, text: str = BOTH) -> str:
    return changed("[policy]", f"[policy]\n{lines}", text)


def refusal(text: str) -> str:
    with pytest.raises(SetupError) as refused:
        read_setup(text, "setup.toml", DEFAULTS)
    return str(refused.value)


def put(session: Session, text: str, base: dict[str, Any] = DEFAULTS) -> list[str]:
    lines = apply(session, read_setup(text, "setup.toml", base), Path("/srv"), NOW, base)
    session.commit()
    return lines


def marked(session: Session) -> tuple[set[str], set[str]]:
    """Give whose seats and whose deadlines are to be looked at, and forget them."""
    people = set(session.scalars(select(Person.email).where(Person.reseat_at == NOW)))
    workspaces = set(session.scalars(select(Workspace.key).where(Workspace.replan_at == NOW)))
    session.execute(update(Person).values(reseat_at=None))
    session.execute(update(Workspace).values(replan_at=None))
    session.commit()
    return people, workspaces


def closures(session: Session, key: str) -> list[Any]:
    return list(session.scalars(select(Workspace.closures).where(Workspace.key == key)).one())


PLACES = [
    ("deadline", 'runs = ["thu", "sun"]', 'runs[2]: must be "mon", "tue", "wed", "thu" or "fri"'),
    ("deadline", 'runs = "thu"', "runs: must be a list in square brackets"),
    ("deadline", "runs = [4]", "runs[1]: must be text in quotes"),
    ("routing", "ask = []", "ask: is empty; name at least one or leave it out"),
    ("routing", 'ask = ["admin"]', 'ask[1]: must be "finance" or "operations"'),
    ("routing", 'aks = ["finance"]', "aks: is no key of the policy; did you mean ask?"),
    ("routing", "second_finance_above = 5000.5", 'second_finance_above: must stand in quotes, as in "250.00"'),
    ("routing", 'second_finance_above = "much"', "second_finance_above: is no amount; write plain digits"),
    ("routing", 'rules = [{ above = "1" }]', "rules[1].ask: is missing"),
    (
        "routing",
        'rules = [{ ask = ["finance"], abov = "1" }]',
        "rules[1].abov: is no key of the policy here; did you mean above?",
    ),
    ("routing", 'rules = [{ ask = ["finance"], above = 1.5 }]', 'rules[1].above: must stand in quotes, as in "250.00"'),
    (
        "routing",
        'rules = [{ ask = ["finance"], severity = "loud" }]',
        'rules[1].severity: must be "info", "check" or "severe"',
    ),
    (
        "routing",
        'rules = [{ ask = ["finance"], workspaces = ["acme-eme"] }]',
        "rules[1].workspaces[1]: there is no workspace with this key; did you mean acme-emea?",
    ),
    ("routing", "rules = [1]", "rules[1]: must be a table in curly brackets"),
    ("covers", 'invoice = "month"', 'invoice: must be "invoice" or "period"'),
    ("workspaces.acme-emea", 'covers = "month"', 'covers: must be "invoice" or "period"'),
    ("workspaces.acme-emea", "covers = 1", "covers: must be text in quotes"),
    (
        "escalate_to",
        'finance = ["bob@example.com"]',
        "finance[1]: bob@example.com does not stand under [[people]]; did you mean ben@example.com?",
    ),
    ("escalate_to", "admin = []", "admin: is no key of the policy"),
    ("admin", 'fallback_contact = "boss"', "fallback_contact: is no e-mail address"),
    ("admin", 'may_approve = "yes"', "may_approve: must be true or false, without quotes"),
    ("mail", 'clean = "weekly"', 'clean: must be "digest" or "single"'),
    ("quiet", 'from = "22:0"', 'from: must be a time in quotes, as in "14:00"'),
]


@pytest.mark.parametrize(("name", "line", "told"), PLACES)
def test_a_fault_of_the_policy_is_told_with_its_line_and_place(name: str, line: str, told: str) -> None:
    table = f"[policy.{name}]"
    has_it = table in BOTH
    text = changed(table, f"{table}\n{line}", BOTH) if has_it else f"{BOTH}\n{table}\n{line}\n"
    number = text[: text.index(f"{table}\n{line}")].count("\n") + 2
    assert refusal(text).startswith(f"setup.toml:{number}: policy.{name}.{told}")


CLOSURES = [
    (f"closures = [{CLOSED}, workspaces = ['acme'] }}]", "closures[1].workspaces[1]: there is no workspace with this"),
    ("closures = [{ from = 2026-12-24, until = 2026-12-23, name = 'x' }]", "closures[1]: ends on 2026-12-23, before"),
    (
        "closures = [{ from = '2026-12-24', until = 2026-12-31, name = 'x' }]",
        "closures[1].from: must be a date without quotes",
    ),
    (
        "closures = [{ from = 2026-12-24, until = 9999-12-31, name = 'x' }]",
        "closures[1].until: is not between the years",
    ),
    ("closures = [{ from = 2026-12-24, until = 2026-12-31 }]", "closures[1].name: is missing"),
    (
        "closures = [{ from = 2026-12-24, till = 2026-12-31, name = 'x' }]",
        "closures[1].till: is no key of the policy here",
    ),
    ("closures = 'never'", "closures: must be a list in square brackets"),
]


@pytest.mark.parametrize(("line", "told"), CLOSURES)
def test_a_fault_of_a_closure_is_told_with_its_place(line: str, told: str) -> None:
    assert f": policy.{told}" in refusal(with_policy(line))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("working_days = []", "working_days: is empty; name at least one"),
        ("working_days = [0]", "working_days[1]: must be at least 1"),
        ("working_days = [8]", "working_days[1]: must be at most 7"),
        ('country = "Germany"', "country: is no country whose holidays are known"),
    ],
)
def test_a_fault_of_a_persons_calendar_is_told(line: str, told: str) -> None:
    text = changed('name = "Ben Baker"', f'name = "Ben Baker"\n{line}', BOTH)
    assert f'(email "Ben@Example.com") {told}' in refusal(text)


def test_a_persons_calendar_is_stored(session: Session) -> None:
    put(session, changed('name = "Ben Baker"', 'name = "Ben"\ncountry = "DE-BY"\nworking_days = [3, 1, 3]', BOTH))
    ben = session.scalars(select(Person).where(Person.email == "ben@example.com")).one()
    assert (ben.country, ben.working_days) == ("DE-BY", [1, 3])
    ana = session.scalars(select(Person).where(Person.email == "ana@example.com")).one()
    assert (ana.country, ana.working_days) == (None, [1, 2, 3, 4, 5])


def test_closures_reach_the_workspaces_that_they_are_for(session: Session) -> None:
    put(session, with_policy(f"closures = [{CLOSED}, workspaces = ['acme-apac'] }}]"))
    assert closures(session, "acme-emea") == []
    assert closures(session, "acme-apac") == [{"from": "2026-12-24", "until": "2026-12-31", "name": "Christmas"}]
    place = session.scalars(select(Workspace).where(Workspace.key == "acme-apac")).one()
    assert not place.calendar.is_business_day(pendulum.date(2026, 12, 29))


def test_closures_come_and_go_with_the_file_and_are_told(session: Session) -> None:
    put(session, BOTH)
    marked(session)
    told = [
        "policy: closures changed",
        "workspace acme-emea: closures changed",
        "workspace acme-apac: closures changed",
    ]
    assert put(session, with_policy(f"closures = [{CLOSED} }}]")) == told
    assert marked(session) == (set(), {"acme-emea", "acme-apac"})
    assert put(session, with_policy(f"closures = [{CLOSED} }}]")) == []
    assert put(session, BOTH) == told
    assert closures(session, "acme-apac") == []


def test_closures_of_the_policy_file_count_too(session: Session) -> None:
    base = {**DEFAULTS, **tomllib.loads(f"closures = [{CLOSED} }}]")}
    put(session, BOTH, base)
    assert closures(session, "acme-emea") == [{"from": "2026-12-24", "until": "2026-12-31", "name": "Christmas"}]
    assert effective_policy(session, base).closures[0].until == pendulum.date(2026, 12, 31)
    assert session.scalars(select(PolicyVersion.hash)).all() == [effective_policy(session, base).hash]


def test_another_country_of_a_workspace_moves_its_deadlines(session: Session) -> None:
    put(session, BOTH)
    marked(session)
    put(session, changed('country = "DE"  ', 'country = "DE-BY"  ', BOTH))
    assert marked(session) == (set(), {"acme-emea"})


def test_whoever_comes_leaves_or_changes_roles_is_looked_at(session: Session) -> None:
    put(session, BOTH)
    assert marked(session)[0] == {"ana@example.com", "ben@example.com"}
    put(session, GOOD + SECOND_WORKSPACE)
    assert marked(session)[0] == {"ben@example.com"}
    put(session, BOTH)
    assert marked(session)[0] == {"ben@example.com"}
    put(session, changed('roles = ["operations"]', 'roles = ["operations", "finance"]', BOTH))
    assert marked(session)[0] == {"ben@example.com"}


def test_another_name_matters_to_nobody(session: Session) -> None:
    put(session, BOTH)
    marked(session)
    put(session, changed('name = "Ben Baker"', 'name = "Ben Brewer"', BOTH))
    assert marked(session) == (set(), set())


def test_whom_a_workspace_names_or_no_longer_does_is_looked_at(session: Session) -> None:
    both = changed('roles = ["operations"]', 'roles = ["operations", "finance"]', BOTH)
    put(session, both)
    marked(session)
    put(session, changed('{ finance = ["ana@example.com"] }', '{ finance = ["ben@example.com"] }', both))
    assert marked(session) == ({"ana@example.com", "ben@example.com"}, set())
    put(session, changed('people = { finance = ["ana@example.com"] }', "people = {}", both))
    assert marked(session) == ({"ana@example.com", "ben@example.com"}, set())


def test_addresses_that_escalations_go_to_are_compared_in_lower_case(session: Session) -> None:
    put(session, f'{BOTH}\n[policy.escalate_to]\nfinance = ["BEN@Example.com"]\n')
    assert effective_policy(session, DEFAULTS).escalate_to == {"finance": ("ben@example.com",), "operations": ()}


def test_a_second_of_finance_may_be_asked_above_an_amount_or_never(session: Session) -> None:
    for written in ('"5000"', "5000", '""'):
        put(session, f"{BOTH}\n[policy.routing]\nsecond_finance_above = {written}\n")
    assert effective_policy(session, DEFAULTS).routing.second_finance_above is None
