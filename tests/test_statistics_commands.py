"""`incidents statistics fold`, `close` and `ledger` at a terminal: a passphrase in, a checked release out."""

from pathlib import Path

from sqlalchemy import func, select, update

from incidents.actions import freezing
from incidents.actions.freezing import Correction, Made
from incidents.publishing import folder as store
from incidents.store.models import FactRow, FrozenReportFile, StatisticsRelease
from tests.folding import lay, report
from tests.looking import acting, desk_of, every_row, looking
from tests.support import NOW, Installed
from tests.terminal import Terminal
from tests.test_keyring_commands import at_home


def answer(terminal: Terminal, made: Installed, login: str) -> int:
    terminal.wait_for(f"Passphrase of {login}: ")
    terminal.type(made.passphrases[login])
    return terminal.end()


def test_a_quarter_is_closed_at_the_terminal_and_a_changed_byte_is_told(
    sqlite_installation: Installed,
) -> None:
    lay(sqlite_installation, [report(month=8), report(month=9)] * 20)
    with at_home(sqlite_installation, "statistics", "close", "per", "--try") as terminal:
        assert answer(terminal, sqlite_installation, "per") == 1
    assert "say how many reports are expected a year: --yearly N" in terminal.shown
    tried = ("statistics", "close", "per", "--yearly", "300", "--try")
    with at_home(sqlite_installation, *tried) as terminal:
        assert answer(terminal, sqlite_installation, "per") == 0, terminal.shown
    assert "The tables are chosen for 300 reports a year." in terminal.shown
    assert "0 folded; 0 came too late for a closed quarter; 0 do not open." in terminal.shown
    assert "Nothing is frozen." in terminal.shown
    with at_home(sqlite_installation, "statistics", "close", "per") as terminal:
        assert answer(terminal, sqlite_installation, "per") == 0, terminal.shown
    folder: Path = sqlite_installation.settings.data / "published"
    assert "2026Q3 is closed: r3 is frozen." in terminal.shown
    assert f"r3 is published in {folder}." in terminal.shown
    assert store.published(folder) == ["r3"]
    with at_home(sqlite_installation, "statistics", "ledger", "per") as terminal:
        assert answer(terminal, sqlite_installation, "per") == 0, terminal.shown
    freeze_and_change(sqlite_installation)
    record = folder / "r3" / "release.json"
    record.write_bytes(record.read_bytes() + b" ")
    with at_home(sqlite_installation, "statistics", "ledger", "per") as terminal:
        assert answer(terminal, sqlite_installation, "per") == 1
    assert "r3: the folder does not have it as it was frozen" in terminal.shown
    assert "report:1 sv.html: not as it was frozen, or missing" in terminal.shown


def test_a_release_that_says_no_way_to_ask_is_not_counted(sqlite_installation: Installed) -> None:
    lay(sqlite_installation, [report(month=8)] * 10)
    tried = ("statistics", "close", "per", "--yearly", "300", "--contact", "Strandviks kommun")
    with at_home(sqlite_installation, *tried) as terminal:
        assert answer(terminal, sqlite_installation, "per") == 1
    assert "with a mail address or a telephone number: --contact TEXT" in terminal.shown
    assert every_row(sqlite_installation)["statistics_release"] == []


def freeze_and_change(made: Installed) -> None:
    """A report to ECCAR is frozen, and a byte of it is another one."""
    per, pinned = desk_of(made, "per"), made.settings.trust
    report = Made("2026-2027", False, Correction(), {}, {"sv.html": b"x"})
    with acting(made) as session:
        freezing.freeze(session, per, report, seen=0, pinned=pinned, now=NOW)
        session.execute(update(FrozenReportFile).values(data="eQ=="))


def test_nobody_else_and_no_wrong_passphrase_folds(sqlite_installation: Installed) -> None:
    lay(sqlite_installation, [report()])
    before = every_row(sqlite_installation)
    with at_home(sqlite_installation, "statistics", "fold", "lena") as terminal:
        assert answer(terminal, sqlite_installation, "lena") == 1
    assert "Det här gör samordnaren." in terminal.shown
    with at_home(sqlite_installation, "statistics", "fold", "per") as terminal:
        terminal.wait_for("Passphrase of per: ")
        terminal.type(sqlite_installation.passphrases["lena"])
        assert terminal.end() == 1
    assert "nothing was changed" in terminal.shown
    assert every_row(sqlite_installation) == before
    with looking(sqlite_installation) as session:
        assert session.scalar(select(func.count()).select_from(FactRow)) == 1
        assert session.scalars(select(StatisticsRelease.number)).all() == []
