"""The steps lead to exactly the tables that the engine works with, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from config.database import make_engine
from migrations.schema import SchemaError, current_revision, migrate, newest_revision, require_current
from tests.databases import disposed, new_database, url_of
from workflow.schema import metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Yield an engine on a database without any table."""
    if request.param == "sqlite":
        with disposed(make_engine(f"sqlite:///{tmp_path}/bare.db")) as engine:
            yield engine
        return
    server = request.getfixturevalue("postgres_url")
    with new_database(server, "") as name, disposed(make_engine(url_of(server, name))) as engine:
        yield engine


def test_the_steps_make_what_the_models_say(bare_engine: Engine) -> None:
    migrate(bare_engine)
    with bare_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_it_brings_a_database_forward_once(bare_engine: Engine) -> None:
    assert migrate(bare_engine)
    assert not migrate(bare_engine)
    assert current_revision(bare_engine) == newest_revision()


def test_a_migrated_database_is_current(bare_engine: Engine) -> None:
    migrate(bare_engine)
    require_current(bare_engine)


def test_a_database_that_was_not_migrated_is_refused(bare_engine: Engine) -> None:
    with pytest.raises(SchemaError, match="countersign migrate"):
        require_current(bare_engine)


def test_a_database_from_the_future_is_refused(bare_engine: Engine) -> None:
    migrate(bare_engine)
    with bare_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaError, match="9999"):
        require_current(bare_engine)


def test_a_step_that_fails_leaves_nothing_behind(bare_engine: Engine) -> None:
    with bare_engine.begin() as connection:
        connection.execute(text("CREATE TABLE reviews (id INTEGER)"))
    with pytest.raises(Exception, match="reviews"):
        migrate(bare_engine)
    assert inspect(bare_engine).get_table_names() == ["reviews"]


def test_asking_makes_no_sqlite_file(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="no database"):
        require_current(make_engine(f"sqlite:///{tmp_path}/none.db"))
    assert not list(tmp_path.iterdir())
