"""Run the main history on the connection the caller put into the configuration."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from casemgr.store.models import Base, UtcDateTime


def render_plain(kind: str, item: object, autogen_context: AutogenContext) -> str | Literal[False]:
    """Write our instants as the plain type they are stored as, so that a revision never imports the models."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    version_table=context.config.attributes["version_table"],
    render_item=render_plain,
    render_as_batch=connection.dialect.name == "sqlite",
    include_name=lambda name, kind, parents: kind != "table" or str(name).startswith("casemgr_"),
)
with context.begin_transaction():
    context.run_migrations()
