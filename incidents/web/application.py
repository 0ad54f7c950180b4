"""The framework's application, without what this product never uses."""

from collections.abc import Callable
from typing import Any

from flask import Flask


class Application(Flask):
    """Flask for views that are plain functions."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none of ours is a coroutine, and six are asked whether they are on every request."""
        return func
