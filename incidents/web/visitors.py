"""Where a request comes from, for counts in memory that end with the process or the day. It is written nowhere."""

from flask import request

from incidents.web.cookies import settings


def address() -> str:
    """The visitor's address, or what the configured proxy says it is."""
    configured = settings()
    found = request.remote_addr or ""
    if configured.visitor_header and found == configured.trusted_proxy:
        return request.headers.get(configured.visitor_header, found)
    return found
