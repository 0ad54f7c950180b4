"""The forms of a page as a browser finds them: where each goes, its controls and what each offers."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Control:
    """A named control: the values that it offers, and those that it holds."""

    name: str
    offered: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    #: A button: its value is sent only when it is pressed.
    button: bool = False

    def plainly(self) -> list[str]:
        """What somebody sends who fills it in: what it holds, or the first of what it offers."""
        held = [text for text in self.held if text]
        return held or ([] if self.button else self.offered[:1])


@dataclass
class PageForm:
    """A form; an empty address is the page's own."""

    address: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)

    def control(self, name: str) -> Control:
        """The control of that name."""
        return self.controls.setdefault(name, Control(name))


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = found.get("method", "get").upper()
            self.forms.append(PageForm(found.get("action", ""), method))
            return
        if not self.forms:
            return
        name = found.get("name", "")
        if tag == "select":
            self.select = name
        if tag == "option":
            self._offer(self.select, found.get("value", ""), held="selected" in found)
        if tag == "textarea":
            self._offer(name, "Något hände.", held=False)
        if tag in ("input", "textarea", "button") and name:
            loose = found.get("type") in ("radio", "checkbox", "submit")
            self._offer(name, found.get("value", ""), held=not loose or "checked" in found)
            self.forms[-1].control(name).button = tag == "button"

    def _offer(self, name: str, value: str, *, held: bool) -> None:
        control = self.forms[-1].control(name)
        control.offered.append(value)
        if held:
            control.held.append(value)


def forms_on(html: str) -> list[PageForm]:
    """Every form of a page."""
    parser = _Parser()
    parser.feed(html)
    return parser.forms
