"""The administrator's and the members' pages, as people use them."""

import re

from werkzeug.test import TestResponse

from tests.support import DeskUser, Installed, fields

OWN = "en egen fras med många ord"


def text_of(page: TestResponse, marker: str) -> str:
    """What stands in the element with this id."""
    found = re.search(rf'id="{marker}"[^>]*>([^<]*)<', page.get_data(as_text=True))
    assert found
    return found.group(1)


def invite(ida: DeskUser, login: str = "sara", roles: tuple[str, ...] = ("casework",)) -> str:
    """Invite somebody; the phrase."""
    form = fields(ida.client.get("/desk/people"), 'id="invite"')
    answer = ida.client.post(
        "/desk/people", data={**form, "name": "Sara Berg", "login": login, "roles": list(roles)}
    )
    assert answer.status_code == 200
    return text_of(answer, "invitation")


def accept(
    installation: Installed, phrase: str, login: str = "sara", passphrase: str = OWN
) -> TestResponse:
    """The invited person's page, in a browser of her own."""
    return installation.app.test_client().post(
        "/desk/invited",
        data={"name": login, "phrase": phrase, "chosen": passphrase, "again": passphrase},
    )


def person(ida: DeskUser, name: str) -> str:
    """The address of somebody on the administrator's list."""
    page = ida.client.get("/desk/people").get_data(as_text=True)
    found = re.search(rf'<a href="(/desk/people/[0-9a-f]+)"><strong><bdi>{name}<', page)
    assert found
    return found.group(1)


def deed(ida: DeskUser, name: str, act: str, **values: str) -> TestResponse:
    """Use one of the forms on somebody's page."""
    address = person(ida, name)
    form = fields(ida.client.get(address), f'id="{act}"')
    return ida.client.post(f"{address}/{act}", data={**form, **values})


def confirmation(member: DeskUser) -> str:
    """The address of the first person whom this member may confirm."""
    page = member.client.get("/desk/keys").get_data(as_text=True)
    found = re.search(r"/desk/keys/[0-9a-f]+", page)
    assert found
    return found.group(0)


def confirm(member: DeskUser, words: str) -> TestResponse:
    """Type the words that were heard."""
    address = confirmation(member)
    form = fields(member.client.get(address), 'id="confirm"')
    return member.client.post(address, data={**form, "words": words})


def joined(
    installation: Installed,
    member: str,
    login: str = "sara",
    roles: tuple[str, ...] = ("casework",),
) -> DeskUser:
    """Somebody new, invited, with a key, confirmed by this member and logged in."""
    phrase = invite(installation.desk("ida"), login, roles)
    words = text_of(accept(installation, phrase, login), "own-words")
    assert confirm(installation.desk(member), words).status_code == 303
    user = DeskUser(installation.app.test_client())
    assert user.log_in(login, OWN).status_code == 303
    return user
