"""It cannot be silenced: junk by the thousand ends in quarantine, and people get through meanwhile."""

import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from incidents.core.flood import LONGEST_WAIT, PATIENT
from incidents.core.workflow import Status
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.casecode import parse
from incidents.reporting import waiting
from incidents.store.database import reading
from incidents.store.models import Case, ReporterKey
from incidents.web import board
from incidents.web.board import share
from tests.attack import Attack, calling
from tests.flooding import Clock, Reporter, Sender, solved
from tests.proving import Provers
from tests.serving import Browser, percentile, serve_product, together
from tests.support import Installed, code_on, fields

CALM = 10
SMALL = 200
JUNK = 10_000
PEOPLE = 50
MOST_SECONDS = 600
MANY = [f"127.0.{number // 250 + 1}.{number % 250 + 1}" for number in range(500)]
ONE = ["127.0.0.1"]
_pause = threading.Event()


def reporters(port: int, provers: Provers, seconds: list[float], *, shared: bool) -> list[Reporter]:
    """Half of them wait, half prove. Where the attacker has one address, all who prove share it, and two who wait.

    Those two stand for people who come through Tor without JavaScript while the attacker does too: nothing tells them
    from the attacker, so that they may end in quarantine (ADR 0018).
    """
    people = []
    for number in range(PEOPLE):
        proves = number % 2 == 0
        at_attackers = shared and (proves or number in (11, 31))
        address = ONE[0] if at_attackers else f"127.1.0.{number + 1}"
        browser = Browser(calling(port, address), watch=lambda _, took: seconds.append(took))
        people.append(Reporter(browser, provers if proves else None))
    return people


def lanes(made: Installed, codes: list[str]) -> tuple[int, dict[str, int]]:
    """How many of these reports are in the queue, and how many cases each status has."""
    with made.app.app_context(), reading() as session:
        statuses = select(Case.status, func.count()).group_by(Case.status)
        counted = {str(status): number for status, number in session.execute(statuses)}
        lookups = [parse(code).lookup_hash() for code in codes]
        query = (
            select(func.count())
            .select_from(Case)
            .join(ReporterKey, ReporterKey.case_id == Case.id)
            .where(ReporterKey.lookup.in_(lookups), Case.status == Status.NEW)
        )
        return session.scalar(query) or 0, counted


def in_no_time(made: Installed, clock: Clock, addresses: list[str]) -> list[tuple[str, bool]]:
    """Junk twice a second, each send posted twice, and ten people; everybody's path, and whether it got a receipt."""
    sent: list[tuple[str, bool]] = []
    agenda: list[tuple[int, int, Sender, dict[str, str]]] = []
    for second in range(SMALL // 2 + LONGEST_WAIT + 1):
        clock.second += 1
        for number in range(second * 2, min(SMALL, second * 2 + 2)):
            sender = Sender(made, addresses[number % len(addresses)])
            sender.client.post("/sv/story", data={"story": f"{number}"})
            asked = sender.press({"csrf_token": form_token(sender)})
            if asked.status_code == 303:
                sent.append(("junk", True))
                continue
            form = fields(asked, 'id="step"')
            proof = {"proof": solved(form)} if number % 50 == 0 else {}
            agenda.append((0 if proof else LONGEST_WAIT, second, sender, {**form, **proof}))
        if second % 10 == 5 and second < SMALL // 2:
            person = Sender(made, f"192.0.2.{second}")
            agenda.append((LONGEST_WAIT, second, person, {**person.ready(), "who": "person"}))
        for wait, begun, sender, form in [one for one in agenda if one[0] + one[1] <= second]:
            who = form.get("who", "junk")
            answers = [sender.press(form), sender.press(form)]
            receipt = [answer.location for answer in answers] == ["/sv/receipt"] * 2
            sent.append((who if who == "junk" else code_on(sender.get("receipt")), receipt))
            agenda.remove((wait, begun, sender, form))
    assert agenda == []
    return sent


def form_token(sender: Sender) -> str:
    """What an attacker who has read the source computes from the cookie."""
    cookie = sender.client.get_cookie("p")
    secret = BrowserSecret.from_cookie(cookie.value if cookie else None)
    assert secret is not None
    return secret.form_token("CheckForm")


@pytest.mark.parametrize("addresses", [MANY[:20], ONE], ids=["from 20 addresses", "from one"])
def test_a_few_hundred_junk_reports_keep_nobody_out(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    clock = Clock()
    for module in (waiting, board):
        monkeypatch.setattr(module, "time", clock)
    share(sqlite_installation.app, board.Board(CALM))
    sent = in_no_time(sqlite_installation, clock, addresses)
    assert sent.count(("junk", True)) == SMALL
    codes = [who for who, receipt in sent if who != "junk" and receipt]
    in_queue, counted = lanes(sqlite_installation, codes)
    assert in_queue == len(codes) == 10, "everybody who came from an address of their own"
    proofs = SMALL // 50
    minutes = (SMALL // 2 + LONGEST_WAIT) / 60
    waited = PATIENT.most + PATIENT.per_minute * minutes
    most = CALM + 1 + len(addresses) + waited + proofs + 10
    assert counted[Status.NEW] + counted[Status.QUARANTINE] == SMALL + 10
    assert counted[Status.NEW] <= most


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.parametrize("addresses", [MANY, ONE], ids=["from 500 addresses", "from one, as Tor"])
def test_ten_thousand_junk_reports_keep_nobody_out(
    sqlite_installation: Installed, tmp_path: Path, addresses: list[str]
) -> None:
    seconds: list[float] = []
    with (
        Provers(1) as attackers,
        Provers(2) as own,
        serve_product(sqlite_installation.settings, tmp_path / "log") as served,
    ):
        attack = Attack(served.port, addresses, JUNK, 330, attackers)
        people = reporters(served.port, own, seconds, shared=len(addresses) == 1)

        def arrive(number: int) -> None:
            _pause.wait(10 + number * 6)
            people[number].report(f"Berättelse {number}")

        began = time.monotonic()
        together([*attack.work(), *(lambda n=n: arrive(n) for n in range(PEOPLE))])
        took = time.monotonic() - began
        said = served.said().splitlines()
    in_queue, counted = lanes(sqlite_installation, [one.code for one in people if one.code])
    total = sum(counted.values())
    slow = percentile(seconds, 0.95)
    sys.stdout.write(
        f"{took:.0f} s, {counted}, {in_queue} of {PEOPLE} in the queue, {attack.proofs} proofs, "
        f"p95 {slow * 1000:.0f} ms, slowest {max(seconds) * 1000:.0f} ms\n"
    )
    assert len(said) == 1, "nothing but the first line was said"
    assert [one for one in people if not one.code] == [], "everybody has a receipt"
    assert (attack.received, attack.replayed, total) == (JUNK, 0, JUNK + PEOPLE)
    assert slow < 2
    assert took < MOST_SECONDS
    assert in_queue >= PEOPLE - 2
    assert counted[Status.QUARANTINE] - (PEOPLE - in_queue) >= JUNK * 9 // 10
