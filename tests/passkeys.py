"""The pages on which passkeys are made and shown, as a browser with an authenticator uses them."""

import re
from html import unescape
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from incidents.actions import audit
from incidents.core.auditing import Act
from incidents.store.models import AuditRecord
from tests.authenticator import Authenticator
from tests.looking import looking
from tests.support import DeskUser, Installed, fields
from tests.test_second_step import asked

SECOND = "/desk/account/second"


def options(page: TestResponse) -> str:
    """What the page asks the browser."""
    found = re.search(r'data-options="([^"]*)"', page.get_data(as_text=True))
    assert found
    return unescape(found.group(1))


def codes_on(page: TestResponse) -> list[str]:
    return re.findall(r"(?:[a-z2-7]{4}-){3}[a-z2-7]{4}", page.get_data(as_text=True))


def making(user: DeskUser, **proof: str) -> TestResponse:
    """The page on which a passkey is made."""
    page = user.client.get(SECOND)
    name = "begin" if 'id="begin"' in page.get_data(as_text=True) else "own-code"
    return user.client.post(f"{SECOND}/passkey", data={**fields(page, f'id="{name}"'), **proof})


def add(
    user: DeskUser, device: Authenticator, page: TestResponse, **otherwise: Any
) -> TestResponse:
    """Make a passkey as the page asks, and hand it in."""
    form = {**fields(page, 'id="make"'), "passkey": device.make(options(page), **otherwise)}
    return user.client.post(f"{SECOND}/passkey/add", data=form)


def begun(user: DeskUser) -> tuple[Authenticator, list[str]]:
    """A passkey as the first second step, and the recovery codes that come with it."""
    device = Authenticator()
    made = add(user, device, making(user))
    assert made.status_code == 200
    return device, codes_on(made)


def half_in(installation: Installed, login: str = "lena") -> tuple[DeskUser, TestResponse]:
    """A browser in which the passphrase was right, and the page that asks for the second step."""
    user, _ = asked(installation, login)
    return user, user.client.get("/desk/login/code")


def show(user: DeskUser, page: TestResponse, passkey: str, **more: str) -> TestResponse:
    form = {**fields(page, 'id="code-form"'), "code": "", "passkey": passkey, **more}
    return user.client.post("/desk/login/code", data=form)


def acts(installation: Installed) -> list[Act]:
    with looking(installation) as session:
        assert audit.verify_all(session, installation.settings.trust) == []
        return [
            act
            for act in session.scalars(select(AuditRecord.act).order_by(AuditRecord.number))
            if act.value.startswith(("staff.passkey", "staff.second", "staff.recovery"))
        ]


def is_in(user: DeskUser) -> bool:
    return user.client.get("/desk/account").status_code == 200
