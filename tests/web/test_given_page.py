"""The page on which it is noted that a record was given out."""

from incidents.core import given_fact
from incidents.core.archive import Kind
from incidents.core.given_fact import Attribute
from tests.basing import opened
from tests.closing import HOSTILE
from tests.folding import NOVEMBER, archived, fold
from tests.looking import desk_of, every_row
from tests.support import Installed, fields


def test_what_was_ticked_is_noted_and_nothing_else(sqlite_installation: Installed) -> None:
    installation = sqlite_installation
    lena, reference, _ = opened(installation)
    address = f"/desk/cases/{reference}/given"
    assert f'href="{address}"' in lena.client.get(f"/desk/cases/{reference}").get_data(True)
    page = lena.client.get(address).get_data(as_text=True)
    filled = fields(page, 'id="given"')
    before = every_row(installation)
    for typed in ([], *([one] for one in HOSTILE), ["area", "name"]):
        refused = lena.client.post(address, data={**filled, "known": typed})
        assert refused.status_code == 400
        assert "Välj vad som framgick" in refused.get_data(as_text=True)
    assert every_row(installation) == before
    done = lena.client.post(address, data={**filled, "known": ["area", "district"]})
    assert done.status_code == 303
    per = desk_of(installation, "per")
    fold(installation, per)
    (packed,) = archived(installation, per)[NOVEMBER][Kind.GIVEN]
    told = given_fact.unpack(packed)
    assert told.attributes == {Attribute.AREA, Attribute.DISTRICT}
    history = lena.client.get(f"/desk/cases/{reference}/history").get_data(as_text=True)
    assert "Antecknade att en handling lämnades ut" in history
