"""Uploads at the same moment: none is lost, and no limit is passed."""

import dataclasses

import pytest

from tests.cleaning.pictures import coded, scene
from tests.serving import together
from tests.support import Installed, Resident, fields
from tests.uploading import drafting, listed, post_form, rows

JPEG = coded(scene((60, 40)), "JPEG")


def windows(resident: Resident, count: int) -> list[Resident]:
    """The same browser profile in several windows."""
    cookie = resident.client.get_cookie("p")
    assert cookie is not None
    found = []
    for _ in range(count):
        client = resident.client.application.test_client()
        client.set_cookie("p", cookie.value)
        found.append(Resident(client))
    return found


def at_once(resident: Resident, count: int) -> list[int]:
    form: dict[str, object] = dict(fields(resident.get("files"), 'id="step"'))
    form.pop("file", None)
    statuses: list[int] = []

    def upload(window: Resident) -> None:
        statuses.append(post_form(window, form, [JPEG]).status_code)

    together([lambda window=window: upload(window) for window in windows(resident, count)])  # type: ignore[misc]
    return sorted(statuses)


def test_none_is_lost(installation: Installed) -> None:
    resident = drafting(installation)
    assert at_once(resident, 4) == [303] * 4
    assert len(rows(installation)) == 4
    assert listed(resident.get("files")) == [f"foto-{n}.jpg" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize("most", [2])
def test_the_limit_holds(installation: Installed, most: int) -> None:
    settings = dataclasses.replace(installation.settings, files_most=most)
    installation.app.extensions["incidents"] = settings
    resident = drafting(installation)
    assert at_once(resident, 5) == [303, 303, 400, 400, 400]
    assert len(rows(installation)) == most
    assert len(listed(resident.get("files"))) == most
