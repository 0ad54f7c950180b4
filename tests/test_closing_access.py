"""Who may close a quarter on pages, and what hostile posts come to."""

from itertools import product

import pytest

from incidents.actions import drafting
from tests.closing import HOME, HOSTILE, Clock, Coordinator, stopped_clock
from tests.folding import lay, report
from tests.looking import every_row
from tests.releasing import ready
from tests.support import Installed
from tests.test_roles import give

FIELDS = {
    "Sign": ("contact", "record", "reason", "second"),
    "Plan": ("yearly", "reason"),
    "Second": ("record", "act"),
    "Erratum": ("about", "text", "english"),
}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped_clock(monkeypatch)


def test_hostile_posts_and_wrong_tokens_change_nothing(
    sqlite_installation: Installed, clock: Clock
) -> None:
    installation = sqlite_installation
    lay(installation, [report(month=8)])
    per = Coordinator(installation.desk("per"))
    per.choose("300")
    before = every_row(installation)
    posts = ("collect", "plan", "close", "sign", "second", "place", "errata")
    for page in posts:
        for token in ({}, {"csrf_token": ""}, {"csrf_token": per.token("NoteForm")}):
            answer = per.user.client.post(f"{HOME}/{page}", data={**token, "act": "sign"})
            assert (page, answer.status_code in (400, 409)) == (page, True)
    for form, names in FIELDS.items():
        right = per.token(f"{form}Form")
        for name, typed in product(names, (*HOSTILE, "r3/../..", "0" * 64)):
            address = f"{HOME}/{'errata' if form == 'Erratum' else form.lower()}"
            answer = per.user.client.post(address, data={"csrf_token": right, name: typed})
            assert (form, name, answer.status_code in (400, 404, 409)) == (form, name, True)
            assert "<script>alert" not in answer.get_data(as_text=True)
    assert every_row(installation) == before
    for after in HOSTILE:
        data = {"csrf_token": per.token("CollectForm"), "after": after}
        assert per.user.client.post(f"{HOME}/collect", data=data).status_code == 200


def test_without_the_key_the_page_says_so_and_nothing_is_done(
    sqlite_installation: Installed, clock: Clock
) -> None:
    installation = sqlite_installation
    lay(installation, [report(month=8)])
    assert (
        give(installation.desk("ida"), "Omar Sjöberg", "casework", "coordination").status_code
        == 303
    )
    user = installation.desk("omar")
    omar, before = Coordinator(user), every_row(installation)
    page = omar.get()
    assert "Du har ingen nyckel till statistiken" in page
    assert "1 uppgift väntar" in page
    assert 'id="collect"' not in page
    for address in ("plan", "close", "second", "errata"):
        assert user.client.get(f"{HOME}/{address}").status_code in (403, 409)
    for address, form in (("collect", "Collect"), ("place", "Place"), ("close", "Close")):
        data = {"csrf_token": omar.token(f"{form}Form")}
        assert user.client.post(f"{HOME}/{address}", data=data).status_code == 403
    assert every_row(installation) == before


def test_while_somebody_counts_a_second_count_takes_no_thread(
    sqlite_installation: Installed, clock: Clock
) -> None:
    ready(sqlite_installation)
    per = Coordinator(sqlite_installation.desk("per"))
    with drafting._counting:
        answer = per.preview()
    assert answer.status_code == 429
    assert "Någon annan räknar just nu." in answer.get_data(as_text=True)
