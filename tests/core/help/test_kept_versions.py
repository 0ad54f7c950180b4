"""What is kept of a directory: these bytes, which later versions of the product have to read."""

from dataclasses import replace

import pytest

from incidents.core.help import table as table_module
from incidents.core.help.columns import HEADS
from incidents.core.help.merging import Source
from incidents.core.help.reading import national
from incidents.core.help.standing import standing_of
from incidents.core.help.table import TableError, read, written
from tests.core.help.test_amending import IDS, ours
from tests.core.helping import TODAY

#: A version as one was kept on 27 November 2026. It is read for as long as there are versions of that day.
KEPT = (
    "slag;id;hör till;roll;kontaktväg;adress eller nummer;ring;namn;om;öppet;visas vid;egna nummer;områden;grunder;"
    "former;händelser;kommunens egen verksamhet;behov;för vem;var;språk;tidsgräns;gratis;utan namn;allmän handling;"
    "tar emot nya nu;på uppdrag av kommunen;egennamn;bara efter val;obekräftat;källa;kontrollerad;bekräftad\r\n"
    'aktör;local.jouren;;jourer;;;;Strandviks jour;"Ring; vi lyssnar.\nHela natten.";;;;;;;;;;women;Strandviks kommun;'
    ";;;;;;;;;;telefon;2026-11-24;ja\r\n"
    "kontakt;local.jouren.phone;local.jouren;;phone;0123-456 78;;;;;;;;;;;;;;;;;;;;;;;;;telefon;2026-11-24;ja\r\n"
    "vald;;adb.malmo;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;\r\n"
    "läge;;polisen;;;;;;;;;;;;;;;;;;;;;;;ja;;;;;telefon;2026-11-24;\r\n"
    "kontroll;jk;;;;Justitiekanslern (JK);;;;;;;;;;;;;;;;;;;;;;;;;riksdagen.se;2026-11-24;ja\r\n"
    "visas inte;;onh;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;\r\n"
)


def kept() -> Source:
    known = standing_of("polisen", takes=True, by_us=None, source="telefon", checked=TODAY)
    jk = next(fact for fact in national().facts() if fact.id == "jk")
    return Source(
        (ours(),),
        chosen=("adb.malmo",),
        known=(known,),
        checks=(replace(jk, source="riksdagen.se", checked=TODAY, verified=True),),
        retired=("onh",),
    )


def test_a_version_is_kept_in_these_bytes() -> None:
    assert written(kept()) == KEPT
    assert read(KEPT, local=True, both=True, beside=national()) == kept()


def test_a_version_from_before_a_column_was_added_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "HEADS", (*HEADS, "en ny kolumn"))
    assert read(KEPT, local=True, both=True, beside=national()) == kept()
    with pytest.raises(TableError):
        read(KEPT, local=True, both=True, beside=national(), known=IDS)
