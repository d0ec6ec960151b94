"""Every database test starts from an empty database of its own, on both kinds."""

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from workflow.schema import metadata


def test_it_has_every_table(engine: Engine) -> None:
    assert set(metadata.tables) <= set(inspect(engine).get_table_names())


@pytest.mark.parametrize("round_", [1, 2])
def test_it_starts_empty_each_time(session: Session, round_: int) -> None:
    assert not inspect(session.connection()).has_table("left_behind")
    session.execute(text(f"CREATE TABLE left_behind AS SELECT {round_} AS round"))
    session.commit()
