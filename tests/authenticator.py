"""A security key in software: real keys and real signatures, in the form in which browsers give them on."""

import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN = "http://localhost:8000"
FLAGS = AuthenticatorData.FLAG
PRESENT = FLAGS.UP | FLAGS.UV


@dataclass
class Authenticator:
    """One device with one passkey. `counts` is False for those that always say 0."""

    counts: bool = True
    counter: int = 0
    credential: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(
        self,
        options: str,
        *,
        origin: str = ORIGIN,
        flags: Any = PRESENT,
        public: Any = None,
        **more: Any,
    ) -> str:
        """The answer to what a page asks in order to make a passkey."""
        asked = json.loads(options)
        public = public or ES256.from_cryptography_key(self.key.public_key())
        # A maker's number that must not be kept.
        data = AttestedCredentialData.create(Aaguid(b"maker-and-model!"), self.credential, public)
        host = more.pop("host", asked["rp"]["id"])
        seen = AuthenticatorData.create(_hash(host), flags | FLAGS.AT, self._next(), data)
        client = _client("webauthn.create", asked, origin, more)
        attested = AttestationObject.create("none", seen, {})
        return self._answer(client, attestationObject=attested)

    def show(self, options: str, *, origin: str = ORIGIN, flags: Any = PRESENT, **more: Any) -> str:
        """The answer to what a page asks in order to be shown the passkey."""
        asked = json.loads(options)
        seen = AuthenticatorData.create(_hash(more.pop("host", asked["rpId"])), flags, self._next())
        client = _client(more.pop("type", "webauthn.get"), asked, origin, more)
        signature = self.key.sign(seen + client.hash, ec.ECDSA(SHA256()))
        return self._answer(client, authenticatorData=seen, signature=signature)

    def copy(self) -> "Authenticator":
        """The same passkey somewhere else."""
        return Authenticator(self.counts, self.counter, self.credential, self.key)

    def _next(self) -> int:
        self.counter += self.counts
        return self.counter

    def _answer(self, client: CollectedClientData, **response: bytes) -> str:
        spelled = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps(
            {
                "id": websafe_encode(self.credential),
                "rawId": websafe_encode(self.credential),
                "type": "public-key",
                "response": {"clientDataJSON": client.b64, **spelled},
                "clientExtensionResults": {},
            }
        )


def _hash(host: str) -> bytes:
    return sha256(host.encode())


def _client(kind: str, asked: Any, origin: str, more: dict[str, Any]) -> CollectedClientData:
    challenge = more.pop("challenge", websafe_decode(asked["challenge"]))
    return CollectedClientData.create(kind, challenge, origin, **more)
