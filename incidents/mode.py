"""Demo and live are two modes that the database remembers: one never becomes the other, whichever way it is served."""

from incidents import create_app
from incidents.actions import install
from incidents.settings import Settings, SettingsError
from incidents.store.database import database, reading


def check_mode(configured: Settings) -> None:
    """Raises `SettingsError` when the database is not of the configured mode, or live with an unheld keyring."""
    app = create_app(configured, ())
    with app.app_context(), reading() as session:
        found = install.installed_mode(session)
        missing = install.missing_holders(session) if found == "live" else []
    with app.app_context():
        database.engine.dispose()  # workers that are forked later must not inherit a connection
    if missing:
        raise SettingsError("live operation needs a holder of: " + ", ".join(missing))
    if found != configured.mode:
        raise SettingsError(
            f"this database is {found or 'not set up'}, the configuration says {configured.mode}"
        )
