"""Whatever is asked of any page, in any order: never a 5xx, a stack trace or a hang. The real URL map, the real forms.

The same requests come every time (`derandomize`): a failure shows them.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.conftest import FULL
from tests.page_forms import PageForm, forms_on
from tests.support import Installed
from tests.test_hostile_input import Said, said

__all__ = ["said"]
REQUESTS = 20_000 if FULL else 1_500
STEPS = 25
#: A page takes milliseconds; this long is a hang, also on a machine that is busy with other things.
HANG = 20.0
MODEST = settings(
    max_examples=REQUESTS // STEPS,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
ODD = st.sampled_from(
    [
        "",
        "\0",
        "x" * 20_001,
        "../..",
        "%00",
        "'; --",
        "<b>",
        "\r\n",
        "٣",
        "-1",
        "1e999",
        "None",
        "[]",
    ]
)
VALUE = TEXT | ODD
T = TypeVar("T")
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE")
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Origin": st.sampled_from(
            ["null", "https://example.org", "x", "http://[", "http://localhost"]
        ),
        "Sec-Fetch-Site": st.sampled_from(["same-origin", "none", "cross-site", "x"]),
        "Accept-Language": st.sampled_from(["sv", "ar;q=0.9,en", "*", "xx", ";;q=,", "en;q=x"]),
        "Content-Type": st.sampled_from(["text/plain", "multipart/form-data; boundary=b", "x", ""]),
        "Cookie": st.sampled_from(["p=left", "p=AAAA", "i=x; d=y", "p", "p=" + "A" * 43, "=;"]),
        "Host": st.sampled_from(["localhost", "example.org:1", "[::1]"]),
    },
)


@dataclass
class Visitor:
    """A browser that remembers the forms of the page that it is on."""

    client: FlaskClient
    address: str = "/sv/"
    forms: list[PageForm] = field(default_factory=list)
    seen: set[tuple[str, int]] = field(default_factory=set)
    #: Fills in every form as people do and comes back from every other page, so that the whole journey is walked.
    earnest: bool = False

    def ask(self, address: str, method: str, data: Any = None, headers: Any = None) -> TestResponse:
        """One request; what comes back is a page of our own."""
        began = time.perf_counter()
        answer = self.client.open(address, method=method, data=data, headers=headers)
        text = answer.get_data(as_text=True)
        answer.close()
        assert answer.status_code < 500, (method, address, data, headers, answer.status_code)
        assert "Traceback" not in text
        assert time.perf_counter() - began < HANG, (method, address)
        if answer.content_type.startswith("text/html") and method != "HEAD":
            self.address, self.forms = address, forms_on(text)
        return answer


def addresses(installation: Installed, reference: str) -> list[str]:
    """Every rule of the real URL map with right and wrong values in it."""
    rights = {
        "lang": ["sv", "en", "ar", "xx"],
        "name": ["kod.txt", "x"],
        "filename": ["app.css", ".."],
    }
    rights |= {"reference": [reference, "AD-2026-00000", "%2e%2e"]}
    found = []
    for rule in installation.app.url_map.iter_rules():
        made = [""]
        for traced, part in rule._trace:
            values = rights.get(part, [part]) if traced else [part.lstrip("|")]
            made = [head + value for head in made for value in values]
        found += made
    return sorted(set(found))


@dataclass
class Dice:
    """What hypothesis drew for one request. It is drawn before any page is seen, so that every run is the same."""

    numbers: list[int]
    texts: list[str]
    headers: dict[str, str]
    method: str
    body: dict[str, str] | bytes
    thrown: int = 0

    def throw(self, sides: int) -> int:
        """A number below `sides`."""
        self.thrown += 1
        drawn = self.numbers[self.thrown % len(self.numbers)]
        return ((drawn * 2_654_435_761 + self.thrown * 40_503) >> 7) % sides

    def pick(self, among: Sequence[T]) -> T:
        """One of them."""
        return among[self.throw(len(among))]


DICE = st.builds(
    Dice,
    st.lists(st.integers(0, 9_999), min_size=12, max_size=12),
    st.lists(VALUE, min_size=4, max_size=4),
    HEADERS,
    st.sampled_from(METHODS),
    st.dictionaries(VALUE, VALUE, max_size=3) | st.binary(max_size=80),
)


def plainly(form: PageForm) -> dict[str, list[str]]:
    """The form filled in as people do."""
    return {control.name: control.plainly() for control in form.controls.values()}


def oddly(form: PageForm, dice: Dice) -> dict[str, list[str]]:
    """The form as it is, with other choices, with anything at all."""
    values = {}
    for control in form.controls.values():
        how = dice.throw(10)
        if control.name == "csrf_token":
            values[control.name] = control.held if how else [dice.pick(dice.texts)]
        elif how < 3:
            values[control.name] = control.held
        elif how < 8:
            values[control.name] = [dice.pick(control.offered) for _ in range(dice.throw(3))]
        else:
            values[control.name] = [dice.pick(dice.texts)]
    if dice.throw(10) == 0:
        values[dice.pick(dice.texts)] = dice.texts[:2]
    return values


def step(visitor: Visitor, dice: Dice, pages: list[str]) -> None:
    """One request: a form of this page, a page of the map, or a post of anything to anywhere."""
    what = dice.throw(10)
    headers = dice.headers if dice.throw(5) == 0 else None
    if what < 7 and visitor.forms:
        send(visitor, dice, headers)
        return
    before = visitor.address, visitor.forms
    if what < 9:
        visitor.ask(dice.pick(pages), "GET", None, headers)
    else:
        visitor.ask(dice.pick(pages), dice.method, dice.body, headers)
    if visitor.earnest:
        visitor.address, visitor.forms = before


def send(visitor: Visitor, dice: Dice, headers: dict[str, str] | None) -> None:
    """One of the page's forms."""
    steps = [form for form in visitor.forms if not form.address.endswith("/exit")]
    form = dice.pick(steps if steps and (visitor.earnest or dice.throw(12)) else visitor.forms)
    address = form.address or visitor.address
    plain = visitor.earnest or dice.throw(2)
    values = plainly(form) if plain else oddly(form, dice)
    answer = visitor.ask(address, form.method, values, None if visitor.earnest else headers)
    visitor.seen.add((address, answer.status_code))
    if answer.status_code == 303:
        visitor.ask(answer.headers["Location"], "GET")


def test_no_request_makes_any_page_fail(sqlite_installation: Installed, said: Said) -> None:
    code = sqlite_installation.resident().send("Någon hotade mig.")
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    returned = sqlite_installation.resident()
    returned.come_back(code)
    pages = addresses(sqlite_installation, reference)
    seen: set[tuple[str, int]] = set()
    visits: list[str] = []
    lasting = [
        Visitor(lena.client, f"/desk/cases/{reference}"),
        Visitor(returned.client, "/sv/inbox"),
    ]

    @MODEST
    @given(st.lists(DICE, min_size=STEPS, max_size=STEPS), st.integers(0, 3))
    def asked(throws: list[Dice], who: int) -> None:
        fresh = Visitor(sqlite_installation.app.test_client(), seen=seen, earnest=who == 0)
        visitor = [fresh, fresh, *lasting][who]
        visitor.ask("/sv/before" if visitor is fresh else visitor.address, "GET")
        for dice in throws:
            step(visitor, dice, pages)
            visits.append(visitor.address)

    asked()
    assert said.lines == []
    assert len(visits) >= REQUESTS
    taken = {address.rsplit("/", 1)[-1] for address, status in seen if status == 303}
    assert {"before", "story", "about", "grounds", "you", "check"} <= taken  # it got somewhere
