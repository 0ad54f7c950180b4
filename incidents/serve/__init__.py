"""Serve a WSGI application from several processes on one socket, and keep nothing about who asked.

`serve` is the whole interface; `Tuning` holds its limits. Nothing here knows the product. See docs/adr for why it is
ours: waitress reads a request wholly before it takes a thread, and has no worker processes of its own.
"""

from incidents.serve.launch import serve
from incidents.serve.tuning import Tuning

__all__ = ["Tuning", "serve"]
