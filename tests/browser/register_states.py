"""The pages of the coordinator's registers in every state; each walk leaves some rows more."""

from collections.abc import Iterator

from playwright.sync_api import FilePayload

from tests.browser.site import Visitor
from tests.registering import FIGURE, MEASURE

LONG = "Se över köreglerna och skriv dem så att den som söker förstår vad som gäller och varför"


def register_states(visitor: Visitor) -> Iterator[str]:
    """The lists (empty in the first walk), a row, an error, the overview, the history and the table of both."""
    page = visitor.page
    visitor.go("/desk/measures")
    yield "measures"
    visitor.go("/desk/measures/new")
    yield "measure-new"
    _fill(visitor, {**MEASURE, "text": LONG, "unit": "eva@kommunen.example"})
    yield "measure-error"
    page.fill("[name=unit]", MEASURE["unit"])
    visitor.follow("#row .actions button")
    yield "measures-one"
    visitor.go("/desk/measures/new")
    _fill(
        visitor, {**MEASURE, "text": "Stöd på fler språk", "commitment": "3", "due": "2099-01-01"}
    )
    visitor.go("/desk/measures?commitment=10&status=dropped")
    yield "measures-none"
    visitor.go("/desk/measures/overview")
    yield "measures-overview"
    visitor.go("/desk/measures")
    visitor.follow("tbody tr >> nth=0 >> a")
    yield "measure"
    _fill(visitor, {"answer": "Vi börjar i vår.", "status": "klar", "done": "2026-03-01"})
    yield from _kept(visitor, "measures", MEASURE["unit"])
    visitor.go("/desk/figures")
    yield "figures"
    rows = page.locator("tbody tr").count()
    visitor.go("/desk/figures/new")
    _fill(visitor, {**FIGURE, "value": "12.5"})
    yield "figure-error"
    _fill(visitor, {**FIGURE, "what": f"Anmälda hatbrott, tabell {rows}"})
    yield "figures-one"
    visitor.follow("tbody tr >> nth=0 >> a")
    yield "figure"
    yield from _kept(visitor, "figures", FIGURE["source"])


def _fill(visitor: Visitor, values: dict[str, str]) -> None:
    page = visitor.page
    for name, value in values.items():
        field = page.locator(f"#row [name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    visitor.follow("#row .actions button")


def _kept(visitor: Visitor, name: str, old: str) -> Iterator[str]:
    """History, a version, the table and what it would change."""
    page = visitor.page
    visitor.go(f"/desk/{name}/history")
    yield f"{name}-history"
    visitor.follow("main li >> nth=-1 >> a")
    yield f"{name}-version"
    visitor.go(f"/desk/{name}/table")
    yield f"{name}-table"
    with page.expect_download() as taken:
        page.click("#export button")
    table = taken.value.path().read_bytes().replace(old.encode(), b"Kommunen")
    _chosen(visitor, table)
    yield f"{name}-preview"
    visitor.go(f"/desk/{name}/table")
    _chosen(visitor, table.replace(b";", b",", 1))
    yield f"{name}-table-error"


def _chosen(visitor: Visitor, table: bytes) -> None:
    file = FilePayload(name="fil.csv", mimeType="text/csv", buffer=table)
    visitor.page.set_input_files("[name=file]", file)
    visitor.follow("#take-in button")
