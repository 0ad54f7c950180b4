"""In a flood: nobody is refused, nothing that was typed is lost, a wait or a proof leads to the queue, once."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from incidents.core.clock import local_date
from incidents.core.flood import ABOVE, LEAST_BITS, PATIENT, PROOF_SECONDS, PROVED
from incidents.core.workflow import Status
from incidents.crypto.ticket import strength
from incidents.reporting import waiting
from incidents.store.database import reading
from incidents.store.models import Case
from incidents.web.board import Board, share
from tests.flooding import STORY, Clock, Sender, solved
from tests.support import Installed, code_on, fields

CALM = 10


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands until the test moves it."""
    standing = Clock()
    monkeypatch.setattr(waiting, "time", standing)
    return standing


@pytest.fixture
def board(sqlite_installation: Installed) -> Board:
    """The board of an installation in the middle of a flood."""
    made = Board(CALM)
    for _ in range(CALM + ABOVE):
        made.count_report()
    share(sqlite_installation.app, made)
    return made


def statuses(made: Installed) -> list[str]:
    with made.app.app_context(), reading() as session:
        return sorted(session.scalars(select(Case.status)))


def count(made: Installed) -> int:
    with made.app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def test_without_a_flood_nothing_is_asked(sqlite_installation: Installed) -> None:
    sender = Sender(sqlite_installation, "192.0.2.1")
    form = sender.ready()
    assert set(form) == {"csrf_token", "website"}
    assert "proof.js" not in sender.get("check").get_data(as_text=True)
    assert sender.press(form).location == "/sv/receipt"
    assert statuses(sqlite_installation) == [Status.NEW]


def test_whoever_presses_too_early_is_told_how_long_and_loses_nothing(
    sqlite_installation: Installed, board: Board, clock: Clock
) -> None:
    sender = Sender(sqlite_installation, "192.0.2.1")
    form = sender.ready()
    clock.second += 18
    page = sender.press(form)
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "Många skickar just nu. Vänta 42 sekunder och tryck sedan på Skicka." in text
    assert count(sqlite_installation) == 0
    assert STORY in sender.get("check").get_data(as_text=True)
    clock.second += 42
    assert sender.press(fields(page, 'id="step"')).location == "/sv/receipt"
    assert statuses(sqlite_installation) == [Status.NEW]
    assert code_on(sender.get("receipt"))


def test_the_last_second_is_said_in_the_singular(
    sqlite_installation: Installed, board: Board, clock: Clock
) -> None:
    sender = Sender(sqlite_installation, "192.0.2.1")
    form = sender.ready()
    clock.second += 59
    assert "Vänta 1 sekund och" in sender.press(form).get_data(as_text=True)


def test_whoever_does_not_wait_gets_a_receipt_all_the_same(
    sqlite_installation: Installed, board: Board
) -> None:
    sender = Sender(sqlite_installation, "192.0.2.1")
    page = sender.press(sender.ready())
    assert sender.press(fields(page, 'id="step"'), at_once="1").location == "/sv/receipt"
    assert code_on(sender.get("receipt"))
    assert statuses(sqlite_installation) == [Status.QUARANTINE]


def test_a_proof_ends_the_wait(sqlite_installation: Installed, board: Board, clock: Clock) -> None:
    for number in range(2):
        sender = Sender(sqlite_installation, "192.0.2.1")
        form = sender.ready()
        assert sender.press(form, proof=solved(form)).location == "/sv/receipt", number
    assert statuses(sqlite_installation) == [Status.NEW] * 2


def test_a_proof_that_is_too_small_by_now_is_kept_and_the_page_asks_for_more(
    sqlite_installation: Installed, board: Board, clock: Clock
) -> None:
    sender = Sender(sqlite_installation, "192.0.2.1")
    form = sender.ready()
    proof = next(str(n) for n in range(2**20) if strength(form["ticket"], str(n)) == LEAST_BITS)
    for _ in range(45):
        board.count(PROVED)
    page = sender.press(form, proof=proof)
    assert page.status_code == 200
    asked = re.search(r'data-bits="(\d+)"', page.get_data(as_text=True))
    assert asked and int(asked.group(1)) == LEAST_BITS + 2
    again = fields(page, 'id="step"')
    assert (again["ticket"], again["proof"]) == (form["ticket"], proof)


def test_a_wait_counts_once_for_an_address_and_then_for_a_few_a_minute(
    sqlite_installation: Installed, board: Board, clock: Clock
) -> None:
    most = int(PATIENT.most)
    for _ in range(most + 5):
        sender = Sender(sqlite_installation, "192.0.2.1")
        form = sender.ready()
        clock.second += 60
        assert sender.press(form).location == "/sv/receipt"
    other = Sender(sqlite_installation, "192.0.2.2")
    form = other.ready()
    clock.second += 60
    assert other.press(form).location == "/sv/receipt"
    found = statuses(sqlite_installation)
    # One for each of the two addresses; the gauge keeps its last place free and may have sunk by one meanwhile.
    assert most - 1 <= found.count(Status.NEW) - 2 <= most
    assert len(found) == most + 6


@pytest.mark.parametrize("of", ["another draft", "a changed second", "nobody"])
def test_a_ticket_is_good_for_its_own_draft_only(
    sqlite_installation: Installed, board: Board, clock: Clock, of: str
) -> None:
    first, second = (Sender(sqlite_installation, f"192.0.2.{n}") for n in (1, 2))
    spent, form = first.ready(), second.ready()
    clock.second += 60
    number, _, code = form["ticket"].partition("-")
    ticket = {
        "another draft": spent["ticket"],
        "a changed second": f"{int(number) - 60}-{code}",
        "nobody": "",
    }[of]
    page = second.press({**form, "ticket": ticket, "proof": solved({"ticket": ticket})})
    assert page.status_code == 200
    assert count(sqlite_installation) == 0
    assert "Vänta 60 sekunder" in page.get_data(as_text=True)


def test_a_send_that_is_replayed_is_never_a_second_report(
    sqlite_installation: Installed, board: Board, clock: Clock
) -> None:
    sender = Sender(sqlite_installation, "192.0.2.1")
    form = sender.ready()
    sent = {**form, "proof": solved(form)}
    cookie = sender.client.get_cookie("p")
    assert cookie is not None
    assert sender.press(sent).location == "/sv/receipt"
    for _ in range(3):
        assert sender.press(sent).location == "/sv/receipt"
    with_cookie = Sender(sqlite_installation, "192.0.2.9")
    with_cookie.client.set_cookie("p", cookie.value)
    assert with_cookie.press(sent).location == "/sv/receipt"
    stranger = Sender(sqlite_installation, "192.0.2.8")
    assert stranger.press(sent).location != "/sv/receipt"
    stranger.ready()
    assert stranger.press(sent).status_code == 400
    assert count(sqlite_installation) == 1


def test_a_proof_that_was_laid_in_store_is_too_old_but_a_wait_is_not(
    sqlite_installation: Installed, board: Board, clock: Clock
) -> None:
    senders = [Sender(sqlite_installation, "192.0.2.1") for _ in range(2)]
    forms = [sender.ready() for sender in senders]
    for _ in range(int(PATIENT.most)):
        board.count(PATIENT)
    board.count_address("192.0.2.1", local_date(datetime.now(UTC)))
    clock.second += PROOF_SECONDS + 1
    assert senders[0].press(forms[0], proof=solved(forms[0])).location == "/sv/receipt"
    assert statuses(sqlite_installation) == [Status.QUARANTINE]


@pytest.mark.parametrize("flood", [True, False])
def test_whoever_fills_in_the_hidden_field_gets_a_receipt_and_quarantine(
    sqlite_installation: Installed, clock: Clock, request: pytest.FixtureRequest, *, flood: bool
) -> None:
    if flood:
        request.getfixturevalue("board")
    sender = Sender(sqlite_installation, "192.0.2.1")
    form = sender.ready()
    clock.second += 60
    assert sender.press(form, website="https://spam.example").location == "/sv/receipt"
    assert code_on(sender.get("receipt"))
    assert statuses(sqlite_installation) == [Status.QUARANTINE]


def test_the_hidden_field_is_out_of_everybodys_way(sqlite_installation: Installed) -> None:
    sender = Sender(sqlite_installation, "192.0.2.1")
    sender.ready()
    page = sender.get("check").get_data(as_text=True)
    trap = re.search(r'<div class="visually-hidden" aria-hidden="true">.*?</div>', page, re.DOTALL)
    assert trap
    assert "Lämna det här fältet tomt" in trap.group(0)
    assert 'tabindex="-1" autocomplete="off"' in trap.group(0)


def test_behind_a_proxy_the_address_that_it_names_counts_and_only_from_it(
    sqlite_installation: Installed, clock: Clock
) -> None:
    made = sqlite_installation
    made.app.extensions["incidents"] = replace(
        made.settings, trusted_proxy="127.0.0.1", visitor_header="X-Visitor"
    )
    board = Board(CALM)
    share(made.app, board)
    for _ in range(CALM + ABOVE):
        board.count_report()
    today = local_date(datetime.now(UTC))
    for peer, named in (("127.0.0.1", "192.0.2.1"), ("192.0.2.50", "192.0.2.2")):
        sender = Sender(made, peer)
        form = sender.ready()
        data = {**form, "at_once": "1"}
        sender.client.post("/sv/check", data=data, headers={"X-Visitor": named})
    assert not board.is_new("192.0.2.1", today)
    assert board.is_new("192.0.2.2", today)
    assert not board.is_new("192.0.2.50", today)
    assert board.is_new("127.0.0.1", today)


def test_no_address_is_looked_at_without_a_flood(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden() -> str:
        raise AssertionError("an address was read")

    monkeypatch.setattr(waiting, "address", forbidden)
    sender = Sender(sqlite_installation, "192.0.2.1")
    assert sender.press(sender.ready()).location == "/sv/receipt"
