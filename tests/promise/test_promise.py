"""No invoice reaches its payment deadline unreviewed without an admin having been told in time, whatever happens."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.promise.second_look import look, read
from tests.promise.setting import PEOPLE, WORKSPACES
from tests.promise.world import VERBS, World, a_world

LIVES = int(os.environ.get("LIVES", "100"))
IN_A_HURRY = "IN_A_HURRY" in os.environ
"""Whether the first life that fails is shown as it is, without looking for a shorter one."""
PARTS = max(1, LIVES // 25)
A_PART = LIVES // PARTS
ON_POSTGRESQL = 5
"""One life of so many is lived on PostgreSQL too."""
STEPS = 8

names = st.sampled_from(sorted(PEOPLE))


class Life(RuleBasedStateMachine):
    """One life of the installation; after everything that happens the stages work and a second look is taken."""

    world: World

    @initialize(clean=st.sampled_from(["digest", "single"]), quiet=st.sampled_from(["07:00", "18:00", "20:30"]))
    def begin(self, clean: str, quiet: str) -> None:
        self.world.begins(clean, quiet)

    @rule(
        key=st.sampled_from(sorted(WORKSPACES)),
        days=st.one_of(st.none(), st.integers(-3, 20)),
        amount=st.sampled_from(["2400.00", "3600.00", "99000.00"]),
    )
    def an_invoice_comes(self, key: str, days: int | None, amount: str) -> None:
        self.world.comes(key, days, amount)
        self._look()

    @rule(which=st.integers(0, 20), answer=st.sampled_from(["approve", "approve", "flag"]))
    def somebody_answers(self, which: int, answer: str) -> None:
        self.world.answers(which, answer)
        self._look()

    @rule(which=st.integers(0, 20), verb=st.sampled_from(sorted(VERBS)))
    def somebody_handles_it_otherwise(self, which: int, verb: str) -> None:
        self.world.handles(which, verb)
        self._look()

    @rule(name=names, starts_in=st.integers(0, 5), days=st.integers(0, 14), deputy=st.one_of(st.none(), names))
    def somebody_is_away(self, name: str, starts_in: int, days: int, deputy: str | None) -> None:
        self.world.goes_away(name, starts_in, days, deputy)
        self._look()

    @rule(name=names)
    def somebody_leaves(self, name: str) -> None:
        self.world.leaves(name)
        self._look()

    @rule()
    def everybody_is_back(self) -> None:
        self.world.returns()
        self._look()

    @rule(in_days=st.integers(0, 8), days=st.integers(0, 6))
    def the_company_closes(self, in_days: int, days: int) -> None:
        self.world.closes(in_days, days)
        self._look()

    @rule()
    def nothing_is_closed(self) -> None:
        self.world.opens_again()
        self._look()

    @rule(hours=st.sampled_from([1, 5, 16, 24, 31]))
    def time_passes(self, hours: int) -> None:
        self.world.passes(hours)
        self._look()

    @rule(days=st.sampled_from([3, 9, 40]))
    def nobody_is_there_to_tick(self, days: int) -> None:
        self.world.passes(24 * days)
        self._look()

    @rule(hours=st.sampled_from([2, 30]))
    def mail_fails(self, hours: int) -> None:
        self.world.mail_fails()
        self.world.passes(hours)
        self._look()
        self.world.mail_works()
        self.world.now = self.world.now.add(minutes=15)
        self._look()

    def _look(self) -> None:
        self.world.ticks()
        with self.world.house.readers() as session:
            look(read(session), self.world.post.messages, self.world.now, self.world.mail_works_since)


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    with a_world(database_url, tmp_path) as made:
        yield made


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_an_admin_always_hears_in_time(world: World, part: int) -> None:
    on_postgresql = world.house.engine.dialect.name == "postgresql"
    lives = settings(
        max_examples=max(1, A_PART // ON_POSTGRESQL) if on_postgresql else A_PART,
        stateful_step_count=STEPS,
        deadline=None,
        phases=[Phase.generate] if IN_A_HURRY else list(Phase),
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    machine = seed(part)(type("OneLife", (Life,), {"world": world}))
    run_state_machine_as_test(machine, settings=lives)
