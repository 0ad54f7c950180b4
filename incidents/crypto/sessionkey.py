"""A staff session: the unlocked keys lie in the server's row under a secret that only the cookie holds."""

import hashlib
import json

from incidents.core.rings import Ring
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.envelope import Purpose, SealError, decrypt, encrypt
from incidents.crypto.hybrid import derive
from incidents.crypto.keyring import RingSecret
from incidents.crypto.labels import Label
from incidents.crypto.opening import Opener
from incidents.crypto.staffkey import StaffKey


def session_id(secret: BrowserSecret) -> bytes:
    """Where the session's row lies."""
    return hashlib.sha256(derive(secret.value, Label.SESSION_ID)).digest()


def seal_session(secret: BrowserSecret, opener: Opener) -> bytes:
    """The person's seed and ring secrets under the cookie's secret."""
    document = {
        "staff": opener.staff_id.hex(),
        "seed": opener.key.seed.hex(),
        "rings": [[s.ring, s.epoch, s.secret.hex()] for s in opener.secrets.values()],
    }
    return encrypt(
        derive(secret.value, Label.SESSION_KEY),
        Purpose.STAFF_SESSION,
        session_id(secret),
        json.dumps(document).encode(),
        minimum=2048,
    )


def open_session(secret: BrowserSecret, sealed: bytes) -> Opener:
    """Inverse of `seal_session`; raises `SealError`."""
    text = decrypt(
        derive(secret.value, Label.SESSION_KEY), Purpose.STAFF_SESSION, session_id(secret), sealed
    )
    try:
        document = json.loads(text)
        secrets = [
            RingSecret(Ring(ring), epoch, bytes.fromhex(value))
            for ring, epoch, value in document["rings"]
        ]
        return Opener(
            bytes.fromhex(document["staff"]),
            StaffKey(bytes.fromhex(document["seed"])),
            {(s.ring, s.epoch): s for s in secrets},
        )
    except (KeyError, ValueError, TypeError) as error:
        raise SealError from error
