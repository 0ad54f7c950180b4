"""The framework's application, without what this product never uses."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from werkzeug.routing import MapAdapter
from werkzeug.wsgi import get_host


class Application(Flask):
    """Flask for views that are plain functions."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none of ours is a coroutine, and six are asked whether they are on every request."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """As the framework makes it, which looks for subdomains as well: here is one map, whatever host is asked."""
        if request is None:
            return super().create_url_adapter(None)
        asked = request.environ
        request.host = get_host(asked)  # as the framework does: checked once, then known
        return MapAdapter(
            self.url_map,
            request.host.lower(),
            request.root_path,
            "",
            asked["wsgi.url_scheme"],
            request.path,
            request.method,
            request.query_string.decode("latin-1"),
        )
