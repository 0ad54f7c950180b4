"""The migrations lead, in one line, to the schema that the models describe, and back."""

import subprocess
import sys
from pathlib import Path

import flask_migrate
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from incidents import create_app
from incidents.store.base import Base
from incidents.store.database import MIGRATIONS, database
from incidents.store.models import Case
from incidents.store.schema import init_migrations
from tests.serving import ROOT, environment
from tests.support import Installed, settings_for


def test_there_is_exactly_one_head() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_every_migration_is_numbered_in_its_file_name() -> None:
    for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions():
        assert Path(script.path).name.startswith(f"{script.revision}_")
        assert script.revision.isdigit()


def test_the_migrated_database_is_the_one_that_the_models_describe(database_url: str) -> None:
    assert Case.metadata is Base.metadata
    engine = create_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


def test_down_and_up_again_leaves_the_same_tables(database_url: str, tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path, database_url), ())
    init_migrations(app)
    with app.app_context():
        before = set(inspect(database.engine).get_table_names())
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="base")
        assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
        flask_migrate.upgrade(directory=str(MIGRATIONS))
        assert set(inspect(database.engine).get_table_names()) == before
        database.session.remove()
        database.engine.dispose()


def test_the_command_that_writes_migrations_finds_them(sqlite_installation: Installed) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "heads"],
        cwd=ROOT,
        env=environment(sqlite_installation.settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "(head)" in done.stdout
