"""The first page is small enough for a poor connection: page, styles, theme and script, uncompressed."""

import re

import pytest

from incidents.core.languages import languages
from tests.support import Installed

MOST_BYTES = 25_000


@pytest.mark.parametrize("lang", list(languages()))
def test_the_first_page_with_all_that_it_loads_is_at_most_25_kilobytes(
    sqlite_installation: Installed, lang: str
) -> None:
    client = sqlite_installation.app.test_client()
    page = client.get(f"/{lang}/")
    html = page.get_data(as_text=True)
    loaded = re.findall(r'<(?:link rel="stylesheet"|script)[^>]*(?:href|src)="([^"]+)"', html)
    assert len(loaded) == 2
    sizes = {"page": len(page.get_data())}
    for address in loaded:
        with client.get(address) as answer:
            assert answer.status_code == 200
            sizes[address] = len(answer.get_data())
    assert sum(sizes.values()) <= MOST_BYTES, sizes
