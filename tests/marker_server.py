"""The product with one more view that fails and quotes the visitor: to see what the log then holds."""

import sys

from flask import Flask, request

from incidents import create_app
from incidents.serve import serve
from incidents.web.access import Access, access


@access(Access.PUBLIC)
def startling() -> str:
    raise RuntimeError(request.form["story"])


def application() -> Flask:
    app = create_app()
    app.add_url_rule("/startling", "startling", startling, methods=["POST"])
    return app


if __name__ == "__main__":
    port = int(sys.argv[sys.argv.index("--port") + 1])
    sys.exit(serve(application, host="127.0.0.1", port=port, workers=2))
