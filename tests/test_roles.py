"""Other roles for a colleague: what a role opens is given by a member, what it loses ends at once and for good."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from incidents.actions import audit
from incidents.core.auditing import Act
from incidents.core.rings import Ring
from incidents.store.models import AuditRecord, Case, RingEpoch, RingGrant, Staff
from tests.looking import desk_of, every_row, looking
from tests.staff import accept, confirm, deed, joined, person, text_of
from tests.support import DeskUser, Installed, fields
from tests.test_invitations import text_words
from tests.test_leaving_staff import cards_opened, opened
from tests.test_people_at_once import at_once

STORY = "Läraren såg och gjorde inget."


def give(ida: DeskUser, name: str, *roles: str, seen: str | None = None) -> TestResponse:
    address = person(ida, name)
    form = fields(ida.client.get(address), 'id="roles-form"')
    values = {**form, "roles": list(roles)} | ({} if seen is None else {"seen": seen})
    return ida.client.post(f"{address}/roles", data=values)


def rings_of(installation: Installed, login: str) -> set[str]:
    with looking(installation) as session:
        rows = session.scalars(select(RingGrant.ring).join(Staff).where(Staff.login == login))
        return {ring.value for ring in rows}


def test_a_new_role_opens_nothing_before_a_member_has_compared_the_words(
    installation: Installed,
) -> None:
    installation.resident().send(STORY, readers="yes")
    ida, omar = installation.desk("ida"), installation.desk("omar")
    assert give(ida, "Omar Sjöberg", "casework", "independent").status_code == 303
    assert omar.queue() == []
    assert rings_of(installation, "omar") == {"casework", "identity"}
    assert confirm(installation.desk("karin"), text_words(omar)).status_code == 303
    assert len(omar.queue()) == 1
    with looking(installation) as session:
        (row,) = session.scalars(select(AuditRecord).where(AuditRecord.act == Act.STAFF_ROLES))
        assert row.detail == "casework>casework,independent"
        assert audit.verify_all(session, installation.settings.trust) == []


def test_a_role_that_is_gone_takes_its_keys_along_for_all_that_is_written_afterwards(
    installation: Installed,
) -> None:
    installation.resident().send(STORY)
    lena, omar = installation.desk("lena"), installation.desk("omar")
    old = desk_of(installation, "omar", now=datetime.now(UTC))
    (reference,) = omar.queue()
    omar.answer_cover(reference)
    omar.act(reference, "assign")
    assert give(installation.desk("ida"), "Omar Sjöberg", "coordination").status_code == 303
    assert omar.client.get("/desk/").headers["Location"] == "/desk/login"
    assert rings_of(installation, "omar") == set()
    lena.queue()  # the next page of any member makes the new epochs
    lena.answer_cover(reference)
    assert lena.act(reference, "answer", text="Efter.").status_code == 303
    installation.resident().send(STORY)
    assert opened(installation, old.opener).count(True) == 1
    assert cards_opened(installation, old) == 0
    again = installation.desk("omar")
    assert again.client.get("/desk/").status_code == 403
    assert again.client.get("/desk/account").status_code == 200
    with looking(installation) as session:
        newest = {(row.ring, row.epoch) for row in session.scalars(select(RingEpoch))}
        assert {(Ring.CASEWORK, 2), (Ring.IDENTITY, 2)} < newest
        assert len(newest) == 6
        assert set(session.scalars(select(Case.assignee_id))) == {None}
        assert audit.verify_all(session, installation.settings.trust) == []


def test_a_role_that_is_given_back_needs_a_colleague_again(installation: Installed) -> None:
    ida, lena = installation.desk("ida"), installation.desk("lena")
    give(ida, "Omar Sjöberg", "coordination")
    lena.queue()
    assert give(ida, "Omar Sjöberg", "casework").status_code == 303
    omar = installation.desk("omar")
    assert rings_of(installation, "omar") == set()
    assert confirm(lena, text_words(omar)).status_code == 303
    assert rings_of(installation, "omar") == {"casework", "identity"}


def test_somebody_named_in_a_closed_case_is_named_no_longer_without_a_role_at_the_desk(
    installation: Installed,
) -> None:
    sara = joined(installation, "lena")
    code = installation.resident().send(STORY)
    lena, omar = installation.desk("lena"), desk_of(installation, "omar", now=datetime.now(UTC))
    (reference,) = lena.queue()
    lena.answer_cover(reference, "yes")
    give(installation.desk("ida"), "Omar Sjöberg", "coordination")
    sara.queue()
    resident = installation.resident()
    resident.come_back(code)
    resident.submit("inbox", text="Efteråt.")
    assert opened(installation, omar.opener)[-1] is False


@pytest.mark.parametrize(
    ("name", "roles"),
    [("Karin Ek", ["casework"]), ("Per Lindqvist", ["administration"]), ("Karin Ek", [])],
)
def test_the_last_holder_keeps_the_role_and_nobody_is_left_without_one(
    sqlite_installation: Installed, name: str, roles: list[str]
) -> None:
    ida = sqlite_installation.desk("ida")
    before = every_row(sqlite_installation)
    assert give(ida, name, *roles).status_code == (409 if roles else 400)
    assert every_row(sqlite_installation) == before


def test_of_two_administrators_the_second_is_told(installation: Installed) -> None:
    olle = joined(installation, "lena", "olle", ("administration",))
    posts = []
    for admin, roles in (
        (installation.desk("ida"), ["casework", "coordination"]),
        (olle, ["casework", "administration"]),
    ):
        address = person(admin, "Omar Sjöberg")
        form = {**fields(admin.client.get(address), 'id="roles-form"'), "roles": roles}
        posts.append(
            lambda admin=admin, address=address, form=form: (
                admin.client.post(f"{address}/roles", data=form).status_code
            )
        )
    assert sorted(at_once(*posts)) == [303, 409]


def test_nobody_changes_their_own_roles(sqlite_installation: Installed) -> None:
    ida = sqlite_installation.desk("ida")
    address = person(ida, "Ida Norén")
    assert 'id="roles-form"' not in ida.client.get(address).get_data(as_text=True)
    form = fields(ida.client.get(person(ida, "Omar Sjöberg")), 'id="roles-form"')
    before = every_row(sqlite_installation)
    data = {**form, "roles": ["casework", "administration"], "seen": "administration"}
    assert ida.client.post(f"{address}/roles", data=data).status_code == 409
    assert every_row(sqlite_installation) == before


def test_a_new_key_that_waits_gets_the_keys_of_the_new_roles_only(installation: Installed) -> None:
    ida = installation.desk("ida")
    phrase = text_of(deed(ida, "Omar Sjöberg", "phrase"), "invitation")
    words = text_of(accept(installation, phrase, "omar"), "own-words")
    assert give(ida, "Omar Sjöberg", "independent").status_code == 303
    assert confirm(installation.desk("karin"), words).status_code == 303
    assert rings_of(installation, "omar") == {"independent"}


def test_whoever_audits_has_no_other_role(sqlite_installation: Installed) -> None:
    ida = sqlite_installation.desk("ida")
    before = every_row(sqlite_installation)
    for answer in (
        give(ida, "Omar Sjöberg", "casework", "audit"),
        give(ida, "Rut Ahlin", "audit", "administration"),
        ida.client.post(
            "/desk/people",
            data={
                **fields(ida.client.get("/desk/people"), 'id="invite"'),
                "name": "Sara",
                "login": "sara",
                "roles": ["audit", "coordination"],
            },
        ),
    ):
        assert answer.status_code == 400
        assert "kan inte ha någon annan roll" in answer.get_data(as_text=True)
    assert every_row(sqlite_installation) == before


def test_a_handler_who_becomes_the_auditor_opens_no_case_any_more(
    sqlite_installation: Installed,
) -> None:
    sqlite_installation.resident().send(STORY)
    omar = sqlite_installation.desk("omar")
    (reference,) = omar.queue()
    assert give(sqlite_installation.desk("ida"), "Omar Sjöberg", "audit").status_code == 303
    assert rings_of(sqlite_installation, "omar") == set()
    assert omar.client.get("/desk/").headers["Location"] == "/desk/login"
    again = sqlite_installation.desk("omar")
    assert again.case(reference).status_code == 403
    assert again.client.get("/desk/audit").status_code == 200
