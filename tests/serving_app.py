"""A tiny application on the real server, started by test_serve.py as a process of its own.

python -m tests.serving_app '{"workers": 2, "tuning": {...}, "fail": ""}'
"""

import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from incidents.serve import Tuning, serve

GATE = threading.Event()
WRITING = os.O_WRONLY | os.O_RDWR


class Startling(Exception):
    """An error whose message quotes the request."""


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer with what the test asks about."""
    match environ["PATH_INFO"]:
        case "/pid":
            body = str(os.getpid()).encode()
        case "/length":
            body = str(len(environ["wsgi.input"].read())).encode()
        case "/scheme":
            seen = sorted(key for key in environ if "FORWARDED" in key)
            body = json.dumps([environ["wsgi.url_scheme"], seen]).encode()
        case "/wait":
            begun = Path(environ["QUERY_STRING"])
            begun.touch()
            while not begun.with_suffix(".go").exists():
                GATE.wait(0.01)
            body = b"waited"
        case "/large":
            body = b"x" * 3_000_000
        case "/spool":
            with tempfile.TemporaryFile() as file:
                body = str(file.write(b"in the clear")).encode()
        case "/error":
            raise Startling(environ["QUERY_STRING"] + environ["REMOTE_ADDR"])
        case "/die":
            os._exit(7)
        case _:
            body = b"ok"
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def factory(fail: str) -> WSGIApplication:
    """The application, or the failure that the test wants."""
    if fail == "sentence":
        raise SystemExit("DATABASE is not set: name it.")
    if fail == "error":
        raise Startling("a password")
    if fail == "later" and Path(os.environ["FAIL_AFTER"]).exists():
        os._exit(3)
    return application


def tell_of_written_files(event: str, arguments: tuple[object, ...]) -> None:
    """Say every file that this process opens for writing; a temporary file without a name is one."""
    if event == "open" and isinstance(flags := arguments[2], int) and flags & WRITING:
        sys.stderr.write("a file was opened for writing\n")


def main() -> int:
    """Serve as the JSON on the command line says."""
    wish = json.loads(sys.argv[1])
    if wish.get("watch"):
        sys.addaudithook(tell_of_written_files)
    return serve(
        lambda: factory(wish.get("fail", "")),
        host="127.0.0.1",
        port=wish.get("port", 0),
        workers=wish.get("workers", 2),
        tuning=Tuning(**wish.get("tuning", {})),
        ready=lambda address: print(address, flush=True),  # noqa: T201
    )


if __name__ == "__main__":
    sys.exit(main())
