"""Run the vault history on the connection the caller put into the configuration."""

from alembic import context

from casemgr.vault.wraps import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table=context.config.attributes["version_table"],
    render_as_batch=connection.dialect.name == "sqlite",
    include_name=lambda name, kind, parents: kind != "table" or str(name).startswith("casemgr_"),
)
with context.begin_transaction():
    context.run_migrations()
