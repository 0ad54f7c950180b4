"""Reasons that many columns share (`clear`)."""

from typing import Final

RANDOM = "random id; says nothing"
HASH = "hash of a high-entropy secret; opens and finds nothing"
PUBLIC_KEY = "public key, or a signature over one"
STAFF = "staff account: the names of staff are public"
AUDIT = "audit: who, what, which case, when; never content"
PUBLIC = "public, like the release"
SEALED: Final = "sealed"
