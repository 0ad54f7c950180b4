"""Alembic's entry: the product's own metadata, on the database that the application is bound to."""

from alembic import context
from flask import current_app

from incidents.store.base import Base
from incidents.store.models import Case  # the import registers every table

assert Case.metadata is Base.metadata

engine = current_app.extensions["migrate"].db.engine
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
