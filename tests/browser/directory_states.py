"""The pages of the directory in every state, as the coordinator meets them."""

from collections.abc import Iterator

from tests.browser.site import Visitor


def directory_states(visitor: Visitor) -> Iterator[str]:
    """The list, a body, an error, the history and the table; each walk leaves two versions."""
    page, text = visitor.page, "Ring när som helst."
    visitor.go("/desk/directory")
    yield "directory"
    visitor.go("/desk/directory/new")
    yield "directory-new"
    visitor.go("/desk/directory/body/adb.vast")
    yield "directory-waiting"
    visitor.go("/desk/directory/number/number.bris")
    yield "directory-number"
    visitor.go("/desk/directory/body/polisen")
    page.fill("textarea[name=about]", text)
    page.fill("#body [name=region]", "Kalmar")
    visitor.follow("#body .actions button")
    yield "directory-error"
    page.fill("#body [name=region]", "Kalmar län")
    visitor.follow("#body .actions button")
    yield "directory-saved"
    visitor.go("/desk/directory/history")
    yield "directory-history"
    visitor.follow("main li >> nth=0 >> a")
    yield "directory-version"
    visitor.go("/desk/directory/table")
    yield "directory-table"
    with page.expect_download() as taken:
        page.click("#export button")
    table = taken.value.path().read_bytes().replace(text.encode(), b"Ring.")
    page.set_input_files(
        "[name=file]", {"name": "katalog.csv", "mimeType": "text/csv", "buffer": table}
    )
    visitor.follow("#take-in button")
    yield "directory-preview"
    visitor.follow("#save button")
    yield "directory-taken-in"
