"""What a browser is asked about passkeys, and whether what it answers is right; `fido2` verifies.

The library takes 8 MB and a twentieth of a second: import this module where somebody uses a passkey, and not before.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)

from incidents.crypto.passkey import Owner, Passkey, Place, Public

_PREFERRED = UserVerificationRequirement.PREFERRED
#: An answer without attestation has less than 3,000 characters.
_LONGEST = 20_000
#: What reading and verifying raises on an answer that no browser would give.
_UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


def to_make(place: Place, owner: Owner, known: Sequence[Passkey], challenge: bytes) -> str:
    """What a browser is asked in order to make a passkey, as JSON; a device that has one of `known` refuses."""
    # The account's random id and its login: the device keeps both.
    user = PublicKeyCredentialUserEntity(
        id=owner.staff_id, name=owner.login, display_name=owner.login
    )
    asked, _ = _server(place, owner.municipality).register_begin(
        user, _credentials(known), user_verification=_PREFERRED, challenge=challenge
    )
    return json.dumps(asked["publicKey"])


def to_show(place: Place, known: Sequence[Passkey], challenge: bytes) -> str:
    """What a browser is asked in order to show one of these passkeys, as JSON."""
    asked, _ = _server(place).authenticate_begin(
        _credentials(known), user_verification=_PREFERRED, challenge=challenge
    )
    return json.dumps(asked["publicKey"])


def made(place: Place, challenge: bytes, answer: str) -> Public | None:
    """The passkey that a browser made for this challenge at this place; None for anything else.

    Who built the device is not asked and not kept.
    """
    try:
        response = RegistrationResponse.from_dict(_document(answer))
        found = _server(place).register_complete(_state(challenge), response)
        _check_own_page(response.response.client_data.cross_origin)
        data = found.credential_data
        assert data is not None
        _check_usable(data.public_key)
    except _UNREADABLE:
        return None
    return Public(data.credential_id, cbor.encode(data.public_key), found.counter)


def shown(
    place: Place, challenge: bytes, known: Sequence[Passkey], answer: str
) -> tuple[Passkey, int] | None:
    """Which of these passkeys signed this challenge at this place, and its counter; None for anything else."""
    try:
        response = AuthenticationResponse.from_dict(_document(answer))
        data = _server(place).authenticate_complete(
            _state(challenge), _credentials(known), response
        )
        _check_own_page(response.response.client_data.cross_origin)
    except _UNREADABLE:
        return None
    found = next(one for one in known if one.public.credential == data.credential_id)
    return found, response.response.authenticator_data.counter


def _document(answer: str) -> Mapping[str, Any]:
    if len(answer) > _LONGEST:
        raise ValueError
    document = json.loads(answer)
    if not isinstance(document, dict):
        raise TypeError
    return document


def _check_own_page(cross_origin: object) -> None:
    """Raises where the page stood inside another site's."""
    if cross_origin is not False:
        raise ValueError


def _check_usable(key: CoseKey) -> None:
    """Raises where no signature can be verified with this key: its owner would find out too late."""
    if key.ALGORITHM not in CoseKey.supported_algorithms():
        raise ValueError
    try:
        key.verify(b"", b"")
    except InvalidSignature:
        return
    raise ValueError


def _server(place: Place, municipality: str = "") -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=place.host, name=municipality)
    return Fido2Server(entity, verify_origin=place.accepts)


def _credentials(known: Sequence[Passkey]) -> list[AttestedCredentialData]:
    return [
        AttestedCredentialData.create(Aaguid.NONE, one.public.credential, _cose(one.public.key))
        for one in known
    ]


def _cose(encoded: bytes) -> CoseKey:
    document = cbor.decode(encoded)
    if not isinstance(document, Mapping):
        raise TypeError
    return CoseKey.parse(document)


def _state(challenge: bytes) -> dict[str, object]:
    return {"challenge": websafe_encode(challenge), "user_verification": _PREFERRED}
