"""The addresses of a case, of which its page has dozens."""

from functools import cache

from flask import request, url_for

#: In the place of a reference: like it, it needs no escape.
_ANY = "ANY-0000-0000"


def case_url(reference: str, page: str) -> str:
    """The address of a page of a case: what stands before and after its reference is the same for every case."""
    before, after = _around(request.script_root, page)
    return before + reference + after


@cache
def _around(script_root: str, page: str) -> tuple[str, str]:
    # `script_root` is where the product lies, which the framework puts in front.
    before, _, after = url_for(f"casework.{page}", reference=_ANY).partition(_ANY)
    return before, after
