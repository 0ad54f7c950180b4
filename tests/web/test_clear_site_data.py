"""*Leave this page* tells the browser to forget what it kept, but for the mark that guards *Back*."""

from tests.support import Installed


def test_leaving_clears_cache_and_storage_and_keeps_its_own_mark(
    sqlite_installation: Installed,
) -> None:
    resident = sqlite_installation.resident()
    resident.submit("before", device="own", readers="no")
    answer = resident.client.post("/sv/exit")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    mark = resident.client.get_cookie("p")
    assert mark is not None
    assert mark.value == "left"
    assert "Clear-Site-Data" not in resident.get("").headers
