"""Every sentence is in the catalogues, every catalogue is sound, and no page speaks two languages."""

import ast
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import flask_babel
import pytest
from babel.messages.catalog import Catalog
from babel.support import NullTranslations

from incidents.core.languages import languages
from incidents.settings import load
from incidents.web import locale, templates
from tests.support import PEOPLE, Installed, Resident
from tools import catalogues
from tools.sentences import KEYWORDS, closed_lists, directory, extract, public

TRANSLATED = [code for code in languages() if code != catalogues.SOURCE]
STORY = "Xyzzy plugh 070-174 06 05"
VOID = {"input", "meta", "link", "img", "br", "hr"}
#: What no catalogue says: dates, and names that people and installations give.
DATE = re.compile(r"\d{1,2} [^\W\d]+\.? \d{4}")
REFERENCE = re.compile(r"[A-Z]{2}-\d{4}-\w{5}")
NAMES = (
    *(language.name for language in languages().values()),
    *(name for _, name, _ in PEOPLE),
    "Strandviks kommun",
)
OWN_LISTS = [
    item["name"]["sv"]
    for name in ("demo_districts.json", "demo_units.json")
    for item in json.loads((catalogues.ROOT / "incidents" / "data" / name).read_text("utf-8"))[
        "items"
    ]
]


class Words(HTMLParser):
    """The words of a page that the product says itself: not what people typed, no names, no foreign fragment."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.quiet: list[str] = []
        self.direction = self.language = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language, self.direction = str(given.get("lang")), str(given.get("dir"))
            return
        foreign = "lang" in given or given.get("translate") == "no" or tag in ("script", "style")
        if self.quiet or foreign:
            if tag not in VOID:
                self.quiet.append(tag)
            return
        self.text += [
            str(given[name]) for name in ("aria-label", "title", "alt") if given.get(name)
        ]

    def handle_endtag(self, tag: str) -> None:
        if self.quiet and tag not in VOID:
            self.quiet.pop()

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.text.append(data)

    def joined(self) -> str:
        """All of it, with single spaces."""
        return " ".join(" ".join(self.text).split())


def public_pages(person: Resident) -> Iterator[tuple[str, str]]:
    """Every page of the public door in every state that says something of its own."""

    def post(page: str, **values: object) -> str:
        return person.submit(page, **values).get_data(as_text=True)

    def get(page: str) -> str:
        return person.get(page).get_data(as_text=True)

    for name in (
        "",
        "privacy",
        "records",
        "accessibility",
        "service",
        "statistics",
        "statistics/about",
        "before",
        "help",
        "young",
        "return",
    ):
        yield name or "start", get(name)
    yield "no such page", get("nothing-here")
    yield "wrong code", post("return", code="AAAA")
    yield "long code", post("return", code="A" * 201)
    person.submit("before", device="own", readers="yes")
    yield "empty story", post("story", story=" ")
    yield "long story", post("story", story="a" * 20_001)
    person.submit("story", story=STORY)
    yield "about", get("about")
    person.submit("about", what_happened="threatened", area="work", when_coarse="y2")
    yield "grounds", get("grounds")
    yield "help for these", post("help", area="education", under18="yes", when_coarse="m4")
    yield "no way to reach", post("you", contact_mode="phone", contact="")
    yield "foreign choice", post("you", contact_mode="pigeon", wish="pigeon")
    you = {
        "reporter_role": "self",
        "under18": "yes",
        "wish": ["support", "stop"],
        "safety": "danger",
        "consequence": "suicidal",
    }
    person.submit("you", contact_mode="phone", contact="070", safe_times="17", **you)
    yield "guardians", get("guardians")
    yield "check", get("check")
    yield "witness", get("seen")
    yield "nothing seen", post("seen", shows=" ")
    person.submit("check")
    receipt = get("receipt")
    yield "receipt", receipt
    yield "voluntary", get("voluntary")
    yield "no voluntary answer", post("voluntary")
    yield "voluntary answers", post("voluntary", gender="woman") or get("voluntary")
    yield "wrong last group", post("receipt", last_group="AAAA")
    code = re.sub(r"<[^>]*>", "", receipt.split('id="case-code"', 1)[1].split(">", 1)[1])
    person.come_back(code[:24])
    yield "inbox", get("inbox")
    yield "empty message", post("inbox", text=" ")
    yield "sent", get("inbox?sent=1")


def desk_pages(installation: Installed) -> Iterator[tuple[str, str]]:
    """The desk's pages around one case, from the log-in to the closed case."""
    stranger = installation.app.test_client()
    yield "log in", stranger.get("/desk/login").get_data(as_text=True)
    wrong = stranger.post("/desk/login", data={"name": "", "passphrase": "x"})
    yield "wrong log-in", wrong.get_data(as_text=True)
    desk = installation.desk("lena")
    yield "queue", desk.client.get("/desk/?view=all").get_data(as_text=True)
    reference = desk.queue()[0]
    yield "cover", desk.case(reference).get_data(as_text=True)
    yield "no answer", desk.answer_cover(reference, "").get_data(as_text=True)
    desk.answer_cover(reference)
    yield "case", desk.case(reference).get_data(as_text=True)
    yield "empty note", desk.act(reference, "note", text=" ").get_data(as_text=True)
    desk.act(reference, "status", target="triage")
    yield "no reason", desk.act(reference, "close", reason="").get_data(as_text=True)
    yield "no such status", desk.act(reference, "status", target="x").get_data(as_text=True)
    desk.act(reference, "note", text=STORY)
    desk.act(reference, "answer", text=STORY)
    yield "with thread", desk.case(reference).get_data(as_text=True)
    yield "no such case", desk.case("AD-2026-22222").get_data(as_text=True)
    for view in ("mine", "late", "messages", "closed"):
        yield view, desk.client.get(f"/desk/?view={view}").get_data(as_text=True)


class TestCatalogues:
    @pytest.mark.parametrize("code", TRANSLATED)
    def test_says_every_sentence_of_its_scope_without_a_fault(self, code: str) -> None:
        narrow = catalogues.scopes()[code]

        assert list(catalogues.faults(code, extract(), narrow=narrow)) == []

    def test_arabic_has_six_plural_forms(self) -> None:
        assert catalogues.load(catalogues.FOLDER / "ar/LC_MESSAGES/messages.po").num_plurals == 6

    def test_only_the_languages_of_the_product_have_a_catalogue(self) -> None:
        found = {path.parent.parent.name for path in catalogues.sources(catalogues.FOLDER)}

        assert found == set(TRANSLATED)


class TestFaults:
    """What the check finds in a catalogue that is not sound."""

    def wanted(self) -> Catalog:
        catalogue = Catalog()
        catalogue.add("Hej %(name)s.", locations=[("incidents/web/x.py", 1)])
        catalogue.add(("%(num)d dag", "%(num)d dagar"), locations=[("incidents/web/x.py", 2)])
        return catalogue

    def faults(self, hello: str, days: tuple[str, ...], flags: tuple[str, ...] = ()) -> list[str]:
        said = Catalog(locale="ar")
        said.add("Hej %(name)s.", hello, flags=flags)
        said.add(("%(num)d dag", "%(num)d dagar"), days)
        wanted = self.wanted()
        found = catalogues.gaps([one for one in wanted if one.id], said)
        return [line.split(": ")[1] for line in (*found, *catalogues.left_over(wanted, said))]

    SIX = ("%(num)d",) * 6

    def test_a_sound_catalogue_has_none(self) -> None:
        assert self.faults("%(name)s!", self.SIX) == []

    def test_an_empty_sentence_is_a_gap(self) -> None:
        assert self.faults("", self.SIX) == ["not translated"]

    def test_a_guess_is_a_gap(self) -> None:
        assert self.faults("%(name)s!", self.SIX, flags=("fuzzy",)) == ["marked as a guess"]

    def test_a_lost_placeholder_is_a_fault(self) -> None:
        assert self.faults("!", self.SIX) == ["other placeholders than the Swedish sentence"]

    def test_a_foreign_placeholder_is_a_fault(self) -> None:
        assert len(self.faults("%(other)s!", self.SIX)) >= 1

    def test_a_missing_plural_form_is_a_fault(self) -> None:
        assert len(self.faults("%(name)s!", (*self.SIX[:5], ""))) == 1

    def test_a_sentence_that_nobody_says_any_more_is_left_over(self) -> None:
        said = Catalog(locale="ar")
        said.add("Borta", "x")

        assert list(catalogues.left_over(self.wanted(), said)) == ["no longer used: 'Borta'"]

    def test_a_head_that_claims_a_review_is_a_fault(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(catalogues, "ROOT", tmp_path)
        monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
        catalogue = catalogues.new_catalogue("en")
        catalogue.header_comment = "# Reviewed-by-person: yes"
        catalogues.save(tmp_path / "en/LC_MESSAGES/messages.po", catalogue)

        found = list(catalogues.faults("en", Catalog(), narrow=False))

        assert found == [
            "en/LC_MESSAGES/messages.po: languages.json says otherwise: Reviewed-by-person: no"
        ]


class TestExtraction:
    def test_a_public_choice_is_taken_from_the_closed_lists(self) -> None:
        with (catalogues.ROOT / "incidents/data/vocabularies.json").open("rb") as file:
            found = {sentence for _, _, sentence, _ in closed_lists(file, {}, (), {})}

        assert {"Mig själv", "Hur är det just nu?", "Min egen", "Slutförd"} <= found

    def test_what_helpers_do_is_taken_from_the_directory_and_proper_names_are_not(self) -> None:
        with (catalogues.ROOT / "incidents/data/directory.json").open("rb") as file:
            found = {sentence for _, _, sentence, _ in directory(file, {}, (), {})}

        assert {"Hyresnämnden", "Nödnumret", "Be att få prata med den som är ansvarig."} <= found
        assert "Malmö mot Diskriminering" not in found
        assert found & {"112", "do.se", "do"} == set()

    def test_what_both_sides_read_belongs_to_the_public_door(self) -> None:
        both = extract().get("Fortsätt")

        assert both is not None
        assert public(both)

    def test_what_only_the_desk_reads_does_not(self) -> None:
        staff = extract().get("Är du jävig i det här ärendet?")

        assert staff is not None
        assert not public(staff)


def test_a_live_installation_offers_an_unreviewed_language_only_when_told_to(
    tmp_path: Path,
) -> None:
    live = {
        "INCIDENTS_DATA": str(tmp_path),
        "INCIDENTS_MODE": "live",
        "MUNICIPALITY_NAME": "x",
        "READERS": "x",
        "INDEPENDENT_RECIPIENT": "x",
        "NETWORK_LOG_STATEMENT": "x",
    }

    assert load(live).languages == ("sv",)
    assert load({**live, "LANGUAGES": "sv ar"}).languages == ("sv", "ar")


class Bracketing(NullTranslations):
    """A language that puts every sentence in brackets and remembers which it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add(msgid1)
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    ugettext, ungettext = gettext, ngettext


@pytest.fixture
def bracketing(monkeypatch: pytest.MonkeyPatch) -> Bracketing:
    """The whole product speaks in brackets."""
    spoken = Bracketing()
    monkeypatch.setattr(flask_babel.Domain, "get_translations", lambda _: spoken)
    for module in (locale, templates):
        monkeypatch.setattr(module, "catalogue", lambda _: spoken)
    return spoken


def outside_brackets(text: str) -> str:
    """The words that did not come from a catalogue."""
    for name in (*NAMES, *sorted(OWN_LISTS, key=len, reverse=True), STORY):
        text = text.replace(name, "")
    text = REFERENCE.sub("", DATE.sub("", text))
    while (inner := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = inner
    return " ".join(re.findall(r"[^\W\d_]{2,}", text))


def test_every_word_of_every_page_comes_from_a_catalogue(
    sqlite_installation: Installed, bracketing: Bracketing
) -> None:
    pages = [
        *public_pages(sqlite_installation.resident()),
        *_desk_after_a_report(sqlite_installation),
    ]

    assert {
        name: found for name, html in pages if (found := outside_brackets(Words(html).joined()))
    } == {}


def test_every_sentence_that_a_page_asks_for_is_extracted(
    sqlite_installation: Installed, bracketing: Bracketing
) -> None:
    list(public_pages(sqlite_installation.resident()))
    list(_desk_after_a_report(sqlite_installation))
    assert len(bracketing.asked) > 200
    extracted = {one.id if isinstance(one.id, str) else one.id[0] for one in extract() if one.id}

    assert bracketing.asked - extracted == set()


def _desk_after_a_report(installation: Installed) -> Iterator[tuple[str, str]]:
    installation.resident().send(STORY, reporter_role="self", safety="danger", wish="stop")
    yield from desk_pages(installation)


def test_no_sentence_is_hidden_in_a_string_where_the_extraction_does_not_see_it() -> None:
    hidden = [
        f"{path}:{call.lineno}"
        for path in sorted((catalogues.ROOT / "incidents").rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in KEYWORDS and call.args and isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


@pytest.mark.parametrize("code", [code for code in TRANSLATED if languages()[code].tag == code])
def test_no_swedish_sentence_stands_on_a_translated_page(
    sqlite_installation: Installed, code: str
) -> None:
    catalogue = catalogues.load(catalogues.FOLDER / code / "LC_MESSAGES/messages.po")
    swedish = {
        part.strip()
        for one in catalogue
        # A name in Sweden that the translation keeps beside its own is no sentence left in Swedish.
        if isinstance(one.id, str) and one.id and one.id not in str(one.string)
        for part in re.split(r"%\(\w+\)s", one.id)
        if len(part.strip()) > 12
    }
    pages = public_pages(Resident(sqlite_installation.app.test_client(), code))

    found = {
        name: [one for one in swedish if one in text]
        for name, html in pages
        if (text := Words(html).joined())
    }

    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("code", list(languages()))
def test_a_page_says_its_language_its_direction_and_that_nobody_has_reviewed_it(
    sqlite_installation: Installed, code: str
) -> None:
    language = languages()[code]
    page = Words(sqlite_installation.app.test_client().get(f"/{code}/").get_data(as_text=True))
    source = "Ingen människa har granskat den här översättningen än. Den svenska texten gäller."
    sentence = source
    if code != catalogues.SOURCE:
        said = catalogues.load(catalogues.FOLDER / code / "LC_MESSAGES/messages.po").get(source)
        assert said is not None
        sentence = str(said.string)

    assert (page.language, page.direction) == (language.tag, language.direction)
    assert (sentence in page.joined()) is not language.reviewed
