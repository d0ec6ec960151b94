"""What Alembic runs around the steps; the connection is handed in by `migrations.schema`."""

from alembic import context

from workflow.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    transactional_ddl=True,  # our SQLite connections begin by themselves, so a step that fails leaves nothing behind
)
with context.begin_transaction():
    context.run_migrations()
