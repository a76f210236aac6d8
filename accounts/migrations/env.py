"""What Alembic runs: our metadata over the connection that was handed in."""

from alembic import context

from accounts.migrations import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=False)
with context.begin_transaction():
    context.run_migrations()
