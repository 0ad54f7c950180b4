"""The bare minimum to compare with: one route that seals one 2 kB text with HPKE and commits one row."""

import os
import sys

from flask import Flask, request
from sqlalchemy import LargeBinary, create_engine, event, insert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from incidents.crypto.envelope import Purpose
from incidents.crypto.hybrid import PrivateKey
from incidents.crypto.sealing import seal
from incidents.serve import serve


class Base(DeclarativeBase):
    """A schema of one table."""


class Sealed(Base):
    """A sealed text."""

    __tablename__ = "sealed"

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    text: Mapped[bytes]


def application() -> Flask:
    """The baseline on the database that the environment names."""
    app = Flask(__name__)
    engine = create_engine(os.environ["BASELINE_URL"])
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def connect(connection: object, _: object) -> None:
            execute = connection.execute  # type: ignore[attr-defined]
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000"):
                execute(f"PRAGMA {pragma}")

    Base.metadata.create_all(engine)
    key = PrivateKey(b"b" * 32).public()

    @app.post("/")
    def store() -> str:
        record = os.urandom(16)
        sealed = seal(key, Purpose.ENTRY_BODY, record, request.form["text"].encode())
        with Session(engine) as session:
            session.execute(insert(Sealed), {"id": record, "text": sealed})
            session.commit()
        return "ok"

    return app


if __name__ == "__main__":
    sys.exit(serve(application, host="127.0.0.1", port=int(sys.argv[sys.argv.index("--port") + 1])))
