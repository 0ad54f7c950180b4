"""A photograph on its whole way without JavaScript: its pixels arrive, the place where it was taken does not."""

from playwright.sync_api import Browser

from tests.browser.site import Site, tell
from tests.browser.states import chosen
from tests.cleaning.pictures import opened, scene
from tests.cleaning.planting import holds_marker
from tests.uploading import photograph


def test_a_photograph_reaches_the_handler_without_its_place(chromium: Browser, site: Site) -> None:
    before = set(site.installed.desk("lena").queue())
    with site.visit(chromium, java_script_enabled=False) as visitor:
        page = visitor.page
        tell(visitor, "sv", "Någon har målat på vår dörr.")
        page.get_by_role("link", name="Lägg till foto, dokument eller ljud").click()
        assert holds_marker(photograph())
        page.set_input_files("[name=file]", [chosen(photograph())])
        visitor.press()
        assert "foto-1.jpg" in page.inner_text("main")
        page.get_by_role("link", name="Klar, till Kontrollera och skicka").click()
        assert "foto-1.jpg" in page.inner_text("main")
        visitor.press()
        assert visitor.path() == "/sv/receipt"
    (reference,) = set(site.installed.desk("lena").queue()) - before
    with site.visit(chromium, java_script_enabled=False) as visitor:
        page = visitor.page
        site.log_in(visitor, "lena")
        site.open_case(visitor, reference)
        with page.expect_navigation():
            page.get_by_role("button", name="Öppna Foto").click()
        image = page.locator(".photo img")
        assert image.evaluate("one => one.naturalWidth") == scene().size[0]
        assert "blur" in image.evaluate("one => getComputedStyle(one).filter")
        image.click()
        assert image.evaluate("one => getComputedStyle(one).filter") == "none"
        with page.expect_download() as download:
            page.get_by_role("link", name="Ladda ner").click()
        assert download.value.suggested_filename == "foto-1.jpg"
        data = download.value.path().read_bytes()
        assert opened(data).size == scene().size
        assert not holds_marker(data)
        assert visitor.said == []
