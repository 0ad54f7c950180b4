"""A passkey counts for its own challenge, place and owner, and for nothing else."""

import json
import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fido2.cose import CoseKey

from incidents.crypto import passkey, staffkey, webauthn
from incidents.crypto.envelope import SealError
from incidents.crypto.passkey import Owner, Passkey, Place, Public, place_of
from tests.authenticator import FLAGS, Authenticator

PLACE = Place("desk.strandvik.example", "https://desk.strandvik.example")
OWNER = Owner(b"l" * 16, "lena", "Strandviks kommun")
FIRST, SECOND = b"1" * 32, b"2" * 32
DAY = date(2026, 11, 27)


def made(device: Authenticator, **otherwise: Any) -> Public | None:
    asked = webauthn.to_make(PLACE, OWNER, [], FIRST)
    return webauthn.made(PLACE, FIRST, device.make(asked, **{"origin": PLACE.origin} | otherwise))


def kept(device: Authenticator) -> Passkey:
    public = made(device)
    assert public
    return Passkey(b"p" * 16, public, "Nyckelknippan", DAY)


def shown(device: Authenticator, known: list[Passkey], **otherwise: Any) -> object:
    asked = webauthn.to_show(PLACE, known, SECOND)
    answer = device.show(asked, **{"origin": PLACE.origin} | otherwise)
    return webauthn.shown(PLACE, SECOND, known, answer)


def test_a_passkey_that_was_made_is_the_one_that_is_shown() -> None:
    device, other = Authenticator(), Authenticator()
    known = [kept(other), replace(kept(device), id=b"q" * 16)]
    assert shown(device, known) == (known[1], 2)


def test_the_device_learns_login_and_place_and_is_asked_for_no_proof_of_its_maker() -> None:
    asked = json.loads(webauthn.to_make(PLACE, OWNER, [kept(Authenticator())], FIRST))
    assert asked["rp"] == {"id": PLACE.host, "name": "Strandviks kommun"}
    assert (asked["user"]["name"], asked["user"]["displayName"]) == ("lena", "lena")
    assert asked.get("attestation", "none") == "none"
    assert asked["authenticatorSelection"]["userVerification"] == "preferred"
    assert len(asked["excludeCredentials"]) == 1


WRONG: dict[str, dict[str, Any]] = {
    "another challenge": {"challenge": b"3" * 32},
    "another site": {"origin": "https://desk.strandvik.example.evil.example"},
    "a site beside ours": {"origin": "https://evil.strandvik.example"},
    "a site beneath ours": {"origin": "https://evil.desk.strandvik.example"},
    "without TLS": {"origin": "http://desk.strandvik.example"},
    "another port": {"origin": "https://desk.strandvik.example:8443"},
    "another host's passkey": {"host": "strandvik.example"},
    "a page inside another site's": {"crossOrigin": True},
    "nobody was there": {"flags": FLAGS.UV},
}


@pytest.mark.parametrize("otherwise", WRONG.values(), ids=WRONG.keys())
def test_a_passkey_made_or_shown_otherwise_is_refused(otherwise: dict[str, Any]) -> None:
    device = Authenticator()
    assert made(device, **otherwise) is None
    assert shown(device, [kept(device)], **otherwise) is None


def test_a_making_passed_off_as_a_showing_a_stranger_and_another_signature_are_refused() -> None:
    device, stranger = Authenticator(), Authenticator()
    known = [kept(device)]
    assert shown(device, known, type="webauthn.create") is None
    assert shown(stranger, known) is None
    assert shown(Authenticator(credential=device.credential), known) is None
    assert shown(device, []) is None


@pytest.mark.parametrize(
    "key",
    [
        {1: 2, 3: -7, -1: 1, -2: b"\1" * 32, -3: b"\1" * 32},
        {1: 2, 3: -7, -1: 9, -2: b"\1" * 32, -3: b"\1" * 32},
        {1: 2, 3: -65535},
        {1: 1, 3: -8, -1: 6, -2: b"short"},
    ],
)
def test_a_key_with_which_nothing_can_be_verified_is_not_taken(key: dict[int, Any]) -> None:
    assert made(Authenticator(), public=CoseKey.parse(key)) is None


def test_any_other_document_is_refused() -> None:
    known = [kept(Authenticator())]
    odds: tuple[Any, ...] = (None, 7, "x", [], {}, [[]], {"x": None}, "\udfff", -1.5, True)
    for odd in odds:
        for answer in (
            odd,
            {"rawId": odd},
            {"id": "AA", "rawId": "AA", "response": odd},
            {"rawId": "AA", "response": {"clientDataJSON": odd, "attestationObject": "oA"}},
            {"rawId": "AA", "response": {"clientDataJSON": "e30", "authenticatorData": odd}},
        ):
            written = json.dumps(answer)
            assert webauthn.made(PLACE, FIRST, written) is None
            assert webauthn.shown(PLACE, FIRST, known, written) is None


@pytest.mark.parametrize("part", ["attestationObject", "authenticatorData", "signature"])
def test_an_answer_with_a_letter_changed_is_refused_and_never_an_error(part: str) -> None:
    device = Authenticator()
    known = [kept(device)]
    making = device.make(webauthn.to_make(PLACE, OWNER, [], FIRST), origin=PLACE.origin)
    showing = device.show(webauthn.to_show(PLACE, known, SECOND), origin=PLACE.origin)
    document = json.loads(making if part == "attestationObject" else showing)
    text, chance = document["response"][part], random.Random(part)
    for at in chance.sample(range(len(text) - 1), 40):
        letter = chance.choice([one for one in "AQgw_-9z" if one != text[at]])
        document["response"][part] = text[:at] + letter + text[at + 1 :]
        webauthn.made(PLACE, FIRST, json.dumps(document))
        assert webauthn.shown(PLACE, SECOND, known, json.dumps(document)) is None


@pytest.mark.parametrize("answer", ["", "{", "[" * 30_000, '{"a":' * 3_000, "\0", "null", "7"])
def test_what_is_no_document_is_refused(answer: str) -> None:
    assert webauthn.made(PLACE, FIRST, answer) is None
    assert webauthn.shown(PLACE, FIRST, [kept(Authenticator())], answer) is None


@pytest.mark.parametrize(
    ("before", "counter", "back"),
    [(0, 0, False), (0, 1, False), (5, 6, False), (5, 5, True), (5, 4, True), (5, 0, True)],
)
def test_a_counter_that_does_not_rise_went_back(before: int, counter: int, *, back: bool) -> None:
    assert Public(b"", b"", before).went_back(counter) is back


def test_the_sealed_passkey_opens_with_its_owners_key_in_its_own_row_alone() -> None:
    key, one = staffkey.generate(), kept(Authenticator())
    sealed = passkey.seal(key, one)
    assert passkey.unseal(key, one.id, sealed) == one
    for wrong, row in ((staffkey.generate(), one.id), (key, b"q" * 16)):
        with pytest.raises(SealError):
            passkey.unseal(wrong, row, sealed)


def test_its_length_tells_nothing_of_the_device_and_its_maker_is_not_kept() -> None:
    key, short, long = (
        staffkey.generate(),
        kept(Authenticator()),
        kept(Authenticator(credential=b"c" * 1023)),
    )
    assert len(passkey.seal(key, short)) == len(passkey.seal(key, replace(long, name="å" * 60)))
    assert b"maker-and-model!" not in short.public.key + short.public.credential


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://desk.strandvik.example", PLACE),
        ("https://Desk.Strandvik.Example:8443/", "https://desk.strandvik.example:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://desk.strandvik.example", None),
        ("https://192.0.2.7", None),
        ("https://[::1]", None),
        ("", None),
    ],
)
def test_a_place_has_a_name_and_tls(address: str, place: object) -> None:
    found = place_of(address)
    assert (found.origin if found else None) == (
        place.origin if isinstance(place, Place) else place
    )


def test_a_demonstration_accepts_its_own_machine_under_any_port_and_nothing_else() -> None:
    here = place_of("http://localhost")
    assert here
    assert here.accepts("http://localhost:8731")
    for origin in ("http://localhost.evil.example", "https://localhost", "http://127.0.0.1", ""):
        assert not here.accepts(origin)
