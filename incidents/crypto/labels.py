"""Every HKDF label that the product uses, in one list, so that a test can try each of them as an attacker would."""

from enum import Enum

PRODUCT = b"incidents/v1/"


class Label(bytes, Enum):
    """Domain-separation labels. A label never changes meaning; a new use gets a new label."""

    HYBRID_KEY = PRODUCT + b"hybrid-key"
    SIGNING_KEY = PRODUCT + b"signing-key"
    SYMMETRIC_KEY = PRODUCT + b"symmetric-key"
    CASE_LOOKUP = PRODUCT + b"case-lookup"
    CASE_KEY = PRODUCT + b"case-key"
    MESSAGE_ID = PRODUCT + b"message-id"
    BROWSER_BOX = PRODUCT + b"browser-box"
    BOX_BESIDE = PRODUCT + b"browser-box-beside"
    SESSION_ID = PRODUCT + b"session-id"
    SESSION_KEY = PRODUCT + b"session-key"
    ENTRY_ID = PRODUCT + b"entry-id"
    STAFF_WRAP = PRODUCT + b"staff-wrap"
    STAFF_VERIFIER = PRODUCT + b"staff-verifier"
    ROOT_SIGNING = PRODUCT + b"root-signing"
    INVITATION = PRODUCT + b"invitation"
    SECOND_FACTOR = PRODUCT + b"second-factor"
    RECOVERY_CODE = PRODUCT + b"recovery-code"
    PASSKEY = PRODUCT + b"passkey"
    PASSKEY_CHALLENGE = PRODUCT + b"passkey-challenge"
    HANDOVER_ID = PRODUCT + b"handover-id"
    HANDOVER_KEY = PRODUCT + b"handover-key"
    HANDOVER_SIGNING = PRODUCT + b"handover-signing"
    HANDOVER_BOX = PRODUCT + b"handover-box"
    STATISTICS_KEY = PRODUCT + b"statistics-key"
