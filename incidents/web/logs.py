"""Logging: our own lines only. No access log, no SQL, no request data."""

import logging


def init_logs() -> None:
    """One handler on the product's logger; libraries are silenced, since their lines may quote requests."""
    log = logging.getLogger("incidents")
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d"))
        log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    for name in ("waitress", "waitress.queue", "werkzeug", "sqlalchemy", "flask.app", "fido2"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
