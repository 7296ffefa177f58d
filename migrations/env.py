"""Run migrations against the database that was named by the caller (or by DATABASE_URL)."""

import os

from alembic import context
from sqlalchemy import create_engine, pool

from anbelo.models import METADATA

url = context.config.attributes.get("url") or os.environ["DATABASE_URL"]
engine = create_engine(url, poolclass=pool.NullPool, connect_args={"options": "-c timezone=UTC"})
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
