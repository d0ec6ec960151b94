"""The current schema, made at once in an empty database (the migrations have tests of their own)."""

from sqlalchemy import Engine

from workflow.schema import metadata


def create_schema(engine: Engine) -> None:
    """Create every table of the engine in an empty database."""
    metadata.create_all(engine)
