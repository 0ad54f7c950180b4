"""One function per deed: (session, actor, *, ..., now) -> domain value. They never commit and know no request."""
