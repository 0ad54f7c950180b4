"""Bad input: a plain 4xx page in the page's language, never a 5xx, nothing lost, nothing said to any log."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from incidents.reporting import code_page, finish, inbox, receipt, visit
from incidents.store.database import database
from incidents.web import questions
from tests.looking import every_row, looking, right_tokens
from tests.support import Installed, Resident, code_on, fields

LANGUAGES = ("sv", "en", "ar")
STEPS = ("before", "story", "you", "check", "receipt", "return", "inbox")
MARKER = "Blåklinten-7351"
FORM = "application/x-www-form-urlencoded"


class Said(logging.Handler):
    """Everything that any logger says, as a handler that formats with traceback would print it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def said() -> Iterator[Said]:
    handler = Said()
    loggers = [logging.getLogger(), logging.getLogger("incidents")]
    for logger in loggers:
        logger.addHandler(handler)
    yield handler
    for logger in loggers:
        logger.removeHandler(handler)


def assert_plain(answer: TestResponse, lang: str, status: int) -> None:
    """A page of our own, in the language, with the headers of every page; no trace and no default page."""
    text = answer.get_data(as_text=True)
    assert (answer.status_code, language_of(text)) == (status, lang)
    assert "Traceback" not in text
    assert "werkzeug" not in text.lower()
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def language_of(html: str) -> str:
    found = re.search(r'<html[^>]*\blang="([a-z]+)"', html)
    assert found, html[:200]
    return found.group(1)


def started(installation: Installed, lang: str = "sv") -> Resident:
    """A resident who has told a story and stands before *you and us*."""
    resident = Resident(installation.app.test_client(), lang)
    resident.client.post(f"/{lang}/before", data={"device": "own", "readers": "no"})
    assert resident.submit("story", story=f"Berättelsen {MARKER}").status_code == 303
    return resident


def story_of(resident: Resident) -> str:
    found = re.search(
        r'<textarea[^>]*name="story"[^>]*>\r?\n?(.*?)</textarea>',
        resident.get("story").get_data(as_text=True),
        re.DOTALL,
    )
    return found.group(1) if found else ""


BODIES: dict[str, tuple[bytes, str, int]] = {
    "three megabytes": (b"story=" + b"x" * 3_000_000, FORM, 413),
    "raw NUL": (b"story=a\0b", FORM, 400),
    "escaped NUL": (b"story=a%00b", FORM, 400),
    "raw invalid UTF-8": (b"story=\xff\xfe", FORM, 400),
    "escaped invalid UTF-8": (b"story=%FF%FE", FORM, 400),
    "a lone surrogate": (b"story=%ED%A0%80", FORM, 400),
    "JSON": (b'{"story": "x"}', "application/json", 415),
    "multipart": (
        b'--b\r\nContent-Disposition: form-data; name="story"\r\n\r\nx\r\n--b--\r\n',
        "multipart/form-data; boundary=b",
        415,
    ),
    "plain text": (b"story=x", "text/plain", 415),
    "no type": (b"story=x", "", 415),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unreadable_body_is_a_plain_page_and_the_draft_stays(
    sqlite_installation: Installed, lang: str
) -> None:
    resident = started(sqlite_installation, lang)
    before = every_row(sqlite_installation)
    for page in STEPS:
        for body, kind, status in BODIES.values():
            answer = resident.client.post(f"/{lang}/{page}", data=body, content_type=kind)
            assert_plain(answer, lang, status)
    assert every_row(sqlite_installation) == before
    assert MARKER in story_of(resident)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("logged_in", [False, True])
def test_an_unreadable_body_at_the_desk_is_a_plain_page(
    sqlite_installation: Installed, *, logged_in: bool, lang: str
) -> None:
    client = (
        sqlite_installation.desk("lena").client
        if logged_in
        else sqlite_installation.app.test_client()
    )
    for path in ("/desk/login", "/desk/logout", "/desk/cases/AD-2026-22222/note"):
        for body, kind, status in BODIES.values():
            assert_plain(client.post(path, data=body, content_type=kind), "sv", status)


@pytest.mark.parametrize(
    "address", ["/sv/story?back=%FF", "/sv/story?back=%00", "/sv/%FF", "/sv/st%00ory", "/sv/\xff"]
)
def test_an_unreadable_address_is_a_plain_page(
    sqlite_installation: Installed, address: str
) -> None:
    answer = sqlite_installation.app.test_client().get(address)
    assert answer.status_code in (400, 404)
    assert_plain(answer, "sv", answer.status_code)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_page_is_told_in_the_language_of_its_path(
    sqlite_installation: Installed, lang: str
) -> None:
    client = sqlite_installation.app.test_client()
    assert_plain(client.get(f"/{lang}/nowhere"), lang, 404)
    assert_plain(client.get(f"/{lang}/receipt/other.txt"), lang, 404)


@pytest.mark.parametrize("lang", ["xx", "SV", "sv%20", "..", "a" * 5000])
def test_an_unknown_language_is_an_unknown_page(sqlite_installation: Installed, lang: str) -> None:
    answer = sqlite_installation.app.test_client().get(f"/{lang}/story")
    assert_plain(answer, "sv", 404)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_another_method_is_a_plain_page_and_does_nothing(
    sqlite_installation: Installed, method: str, lang: str
) -> None:
    resident = started(sqlite_installation, lang)
    before = every_row(sqlite_installation)
    for page in ("", *STEPS, "exit", "leave"):
        assert_plain(resident.client.open(f"/{lang}/{page}", method=method), lang, 405)
    for path in ("/desk/", "/desk/login", "/desk/logout"):
        assert_plain(resident.client.open(path, method=method), "sv", 405)
    assert every_row(sqlite_installation) == before


def test_head_and_options_answer_without_content_and_do_nothing(
    sqlite_installation: Installed,
) -> None:
    resident = started(sqlite_installation)
    before = every_row(sqlite_installation)
    for page in ("", *STEPS):
        for method in ("HEAD", "OPTIONS"):
            answer = resident.client.open(f"/sv/{page}", method=method)
            assert answer.status_code < 400
            assert answer.get_data() == b""
    stranger = sqlite_installation.app.test_client()
    for method in ("HEAD", "OPTIONS"):
        assert stranger.open("/desk/", method=method).status_code == 303
    assert every_row(sqlite_installation) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://attacker.example"},
        {"Origin": "http://[::1"},
        {"Origin": "\xff"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_post_from_another_site_is_refused_and_does_nothing(
    sqlite_installation: Installed, headers: dict[str, str]
) -> None:
    sqlite_installation.resident().send("Första rapporten.")
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    resident = started(sqlite_installation, "en")
    form = fields(resident.get("check"), 'id="step"')
    cover = fields(lena.case(reference), 'id="cover"')
    before = every_row(sqlite_installation)
    answer = resident.client.post("/en/check", data=form, headers=headers)
    assert_plain(answer, "en", 403)
    for client in (lena.client, sqlite_installation.app.test_client()):
        answer = client.post(
            f"/desk/cases/{reference}/open", data={**cover, "conflict": "yes"}, headers=headers
        )
        assert_plain(answer, "sv", 403)
    assert every_row(sqlite_installation) == before


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "code",
    ["", "x", "0000-0000-0000-0000-0001", "1" * 30, "9" * 30, "١" * 30, "²" * 20, "💥" * 200],
)
def test_a_wrong_code_opens_nothing_and_is_told_so(
    sqlite_installation: Installed, code: str, lang: str
) -> None:
    client = sqlite_installation.app.test_client()
    before = every_row(sqlite_installation)
    answer = client.post(f"/{lang}/return", data={"code": code})
    assert_plain(answer, lang, 400)
    assert 'id="step"' in answer.get_data(as_text=True)
    assert answer.headers.getlist("Set-Cookie") == []
    assert every_row(sqlite_installation) == before


def test_a_wrong_code_stays_in_its_field(sqlite_installation: Installed) -> None:
    client = sqlite_installation.app.test_client()
    answer = client.post("/sv/return", data={"code": "7K3Q-F9X2-ABCD"})
    assert 'value="7K3Q-F9X2-ABCD"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "passphrase"),
    [
        ("lena", "fel lösenordsfras, men lång"),
        ("nobody", "fel lösenordsfras, men lång"),
        ("lena", ""),
        ("", ""),
        ("x" * 5000, "y" * 5000),
    ],
)
def test_a_wrong_passphrase_and_an_unknown_name_are_told_the_same_and_repeat_no_secret(
    sqlite_installation: Installed, name: str, passphrase: str
) -> None:
    client = sqlite_installation.app.test_client()
    before = every_row(sqlite_installation)
    answer = client.post("/desk/login", data={"name": name, "passphrase": passphrase})
    assert_plain(answer, "sv", 400)
    page = answer.get_data(as_text=True)
    assert 'id="login"' in page
    assert not passphrase or passphrase not in page
    assert answer.headers.getlist("Set-Cookie") == []
    assert every_row(sqlite_installation) == before


def test_missing_fields_show_the_step_again_with_what_was_typed(
    sqlite_installation: Installed,
) -> None:
    resident = started(sqlite_installation)
    form = fields(resident.get("you"), 'id="step"')
    form.pop("contact_mode", None)
    answer = resident.client.post(
        "/sv/you", data={**form, "safe_times": MARKER, "wish": ["support"], "contact": "070-1"}
    )
    assert_plain(answer, "sv", 400)
    page = answer.get_data(as_text=True)
    assert f'value="{MARKER}"' in page
    assert 'value="070-1"' in page
    assert re.search(r'value="support" checked', page)
    assert MARKER in story_of(resident)


def test_a_text_that_is_too_long_is_shown_again_whole_and_the_earlier_answer_stays(
    sqlite_installation: Installed,
) -> None:
    resident = started(sqlite_installation)
    long = "å" * 20_001
    form = fields(resident.get("story"), 'id="step"')
    answer = resident.client.post("/sv/story", data={**form, "story": long})
    assert_plain(answer, "sv", 400)
    assert long in answer.get_data(as_text=True)
    assert story_of(resident) == f"Berättelsen {MARKER}"


@pytest.mark.parametrize(
    ("page", "name"),
    [("before", "device"), ("before", "readers")]
    + [("you", name) for name in ("reporter_role", "under18", "wish", "safety", "contact_mode")],
)
@pytest.mark.parametrize("value", ["foreign", "<script>", "0", "self\n", "🙂"])
def test_a_code_that_is_in_no_list_is_refused(
    sqlite_installation: Installed, page: str, name: str, value: str
) -> None:
    resident = started(sqlite_installation)
    before = every_row(sqlite_installation)
    form = {**fields(resident.get(page), 'id="step"'), name: value}
    answer = resident.client.post(f"/sv/{page}", data=form)
    assert_plain(answer, "sv", 400)
    assert "<script>" not in answer.get_data(as_text=True)
    assert every_row(sqlite_installation) == before


def test_repeated_fields_count_once_and_repeated_choices_are_refused(
    sqlite_installation: Installed,
) -> None:
    resident = started(sqlite_installation)
    form = fields(resident.get("you"), 'id="step"')
    answer = resident.client.post("/sv/you", data={**form, "wish": ["support", "support"]})
    assert_plain(answer, "sv", 400)
    form = fields(resident.get("story"), 'id="step"')
    resident.client.post("/sv/story", data={**form, "story": ["den första", "den andra"]})
    assert story_of(resident) == "den första"


COOKIES = ["", "x", "left2", "A" * 43, "A" * 42 + "=", "ö" * 43, "%00", "A" * 3500, "_-" * 21 + "."]


@pytest.mark.parametrize("cookie", COOKIES)
def test_a_cookie_that_is_no_longer_known_leads_to_the_beginning_and_keeps_what_was_typed(
    sqlite_installation: Installed, cookie: str
) -> None:
    client = sqlite_installation.app.test_client()
    for name in ("p", "i", "d"):
        client.set_cookie(name, cookie)
    resident = Resident(client)
    assert resident.get("story").headers["Location"] == "/sv/before?late=1"
    assert resident.get("inbox").headers["Location"] == "/sv/return"
    assert client.get("/desk/").headers["Location"] == "/desk/login"
    answer = client.post("/sv/story", data={"story": MARKER, "csrf_token": "old"})
    assert answer.headers["Location"] == "/sv/about"
    assert story_of(resident) == MARKER


def test_a_step_that_arrives_after_its_draft_is_gone_keeps_its_text_in_a_new_draft(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = started(sqlite_installation)
    form = fields(resident.get("story"), 'id="step"')
    old = resident.client.get_cookie("p")
    later = datetime.now(UTC) + timedelta(hours=21)
    monkeypatch.setattr(visit, "now", lambda: later)
    assert resident.get("story").headers["Location"] == "/sv/before?late=1"
    answer = resident.client.post("/sv/story", data={**form, "story": "Skriven i 21 timmar"})
    assert answer.headers["Location"] == "/sv/about"
    new = resident.client.get_cookie("p")
    assert old and new and old.value != new.value
    assert story_of(resident) == "Skriven i 21 timmar"
    assert len(every_row(sqlite_installation)["browser_box"]) == 1  # the old one was removed


def test_a_tampered_draft_is_no_draft(sqlite_installation: Installed) -> None:
    resident = started(sqlite_installation)
    with looking(sqlite_installation):
        connection = database.engine.raw_connection()
        connection.cursor().execute("UPDATE browser_box SET sealed = zeroblob(4096)")
        connection.commit()
        connection.close()
    assert resident.get("story").headers["Location"] == "/sv/before?late=1"
    answer = resident.client.post("/sv/story", data={"story": "Skriven på nytt"})
    assert answer.headers["Location"] == "/sv/about"
    assert story_of(resident) == "Skriven på nytt"


@pytest.mark.parametrize("token", [None, "", "0" * 64, "ö"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_wrong_token_shows_the_step_again_with_what_was_typed(
    sqlite_installation: Installed, token: str | None, lang: str
) -> None:
    resident = started(sqlite_installation, lang)
    before = every_row(sqlite_installation)
    values = {"story": "Nyskrivet"} | ({} if token is None else {"csrf_token": token})
    answer = resident.client.post(f"/{lang}/story", data=values)
    assert_plain(answer, lang, 400)
    page = answer.get_data(as_text=True)
    assert "Nyskrivet" in page
    assert MARKER not in page
    answer = resident.client.post(f"/{lang}/check", data={"csrf_token": token or ""})
    assert_plain(answer, lang, 400)
    assert every_row(sqlite_installation) == before
    form = fields(page, 'id="step"')
    again = resident.client.post(f"/{lang}/story", data={**form, "story": "Nyskrivet"})
    assert again.status_code == 303


@pytest.mark.parametrize("reference", ["AD-2026-22222", "x", "%2e%2e", "ö", "A" * 5000])
def test_an_unknown_case_is_a_plain_page(sqlite_installation: Installed, reference: str) -> None:
    lena = sqlite_installation.desk("lena")
    assert_plain(lena.case(reference), "sv", 404)


QUERIES = [
    "view=foreign",
    "view=",
    "start=-1",
    "start=9999999999",
    "start=x",
    "view=closed&after=x",
    "view=closed&after=2026-02-31.AD",
    "view=closed&after=2026-01-01",
    "view=closed&after=9999-12-31.%F0%9F%99%82",
]


@pytest.mark.parametrize("query", QUERIES)
def test_a_strange_question_to_the_queue_is_an_ordinary_page(
    sqlite_installation: Installed, query: str
) -> None:
    assert sqlite_installation.desk("lena").client.get(f"/desk/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("act", "values"),
    [
        ("assign", {"staff": "zz"}),
        ("assign", {"staff": "00" * 16}),
        ("assign", {"staff": "00"}),
        ("assign", {"version": "x"}),
        ("status", {"target": "foreign"}),
        ("status", {"target": "closed"}),
        ("status", {"target": "purged"}),
        ("status", {"target": "referred"}),
        ("close", {"reason": "foreign"}),
        ("close", {"reason": ""}),
        ("note", {"text": " \r\n"}),
        ("answer", {"text": "x" * 20_001}),
        ("contact", {"text": ""}),
        ("contact", {"text": "Det finns inga kontaktuppgifter."}),
        ("open", {"conflict": "maybe"}),
        ("count", {"finding": "foreign"}),
        ("count", {"finding": "hate"}),
        ("pass", {"to": "zz", "text": "x"}),
        ("pass", {"to": "00" * 16, "text": "x"}),
        ("pass", {"to": "00" * 16, "text": "x", "handler": "zz"}),
        ("accept", {"about": "x"}),
        ("return", {"about": "9" * 99, "text": "x"}),
        ("first", {"text": " "}),
        ("series", {"text": "x", "series": "x", "about": "0"}),
        ("series", {"text": "x", "series": "x", "seen": "repeat_actor"}),
        ("look", {"agrees": "foreign", "about": "1"}),
        ("look", {"agrees": "yes", "about": "1"}),
        ("look", {"agrees": "no", "text": "x" * 20_001, "about": "1"}),
        ("look", {"agrees": "no", "text": "x", "about": "x" * 99}),
    ],
)
def test_a_desk_form_with_foreign_values_changes_nothing(
    sqlite_installation: Installed, act: str, values: dict[str, str]
) -> None:
    sqlite_installation.resident().send("Någon hotade mig.")
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    cover = fields(lena.case(reference), 'id="cover"')
    lena.answer_cover(reference)
    if act == "close":
        assert lena.act(reference, "assign").status_code == 303
    before = every_row(sqlite_installation)
    page = lena.case(reference).get_data(as_text=True)
    if act == "open":
        answer = lena.client.post(f"/desk/cases/{reference}/open", data={**cover, **values})
    else:
        form = fields(page, f"/{reference}/assign")
        form["csrf_token"] = right_tokens(lena)[act]
        answer = lena.client.post(f"/desk/cases/{reference}/{act}", data={**form, **values})
    assert answer.status_code in (400, 404, 409)
    assert_plain(answer, "sv", answer.status_code)
    assert every_row(sqlite_installation) == before


def test_nothing_that_was_typed_reaches_a_log_or_the_error_output(
    sqlite_installation: Installed, said: Said, capfd: pytest.CaptureFixture[str]
) -> None:
    resident = started(sqlite_installation)
    form = fields(resident.get("you"), 'id="step"')
    client = sqlite_installation.app.test_client()
    resident.client.post("/sv/you", data={**form, "contact_mode": MARKER, "contact": MARKER})
    resident.client.post("/sv/story", data={"story": MARKER * 4000})
    resident.client.post(f"/sv/story?{MARKER}", data=MARKER, content_type="text/plain")
    client.post("/sv/return", data={"code": MARKER})
    client.post("/desk/login", data={"name": MARKER, "passphrase": MARKER})
    client.get(f"/{MARKER}", headers={"User-Agent": MARKER, "Referer": MARKER})
    client.get(f"/desk/cases/{MARKER}")
    captured = capfd.readouterr()
    assert said.lines == []
    assert (captured.out, captured.err) == ("", "")


FORCED = (
    ("reporting.before", "before", "new_draft", visit),
    ("reporting.story", "story", "keep", visit),
    ("reporting.you", "you", "replace", questions),
    ("reporting.check", "check", "send", finish),
    ("reporting.receipt", "receipt", "normalise", receipt),
    ("reporting.come_back", "return", "_existing", code_page),
    ("reporting.inbox", "inbox", "_write", inbox),
    ("reporting.leave", "exit", "leave", visit),
    ("reporting.close_inbox", "leave", "boxes", inbox),
)


@pytest.mark.parametrize(("endpoint", "page", "broken", "module"), FORCED)
def test_an_exception_in_a_public_view_says_route_class_and_line_only(
    sqlite_installation: Installed,
    said: Said,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    endpoint: str,
    page: str,
    broken: str,
    module: object,
) -> None:
    resident = prepared(sqlite_installation, page)
    values = typed(resident, page)

    def fail(*arguments: object, **keywords: object) -> None:
        raise RuntimeError(f"{MARKER} {arguments} {keywords}")

    if broken == "boxes":
        monkeypatch.setattr("incidents.actions.boxes.discard", fail)
    else:
        monkeypatch.setattr(module, broken, fail)
    answer = resident.client.post(f"/sv/{page}", data=values)
    assert_plain(answer, "sv", 500)
    assert MARKER not in answer.get_data(as_text=True)
    (line,) = said.lines
    assert re.fullmatch(
        rf"{re.escape(endpoint)} RuntimeError (reporting/[a-z]+\.py|test_hostile_input\.py|.*):\d+",
        line,
    )
    captured = capfd.readouterr()
    assert MARKER not in line + captured.out + captured.err


def prepared(installation: Installed, page: str) -> Resident:
    """A resident who stands before the page."""
    resident = started(installation)
    if page in ("receipt", "inbox", "leave"):
        resident.submit("you", contact_mode="code")
        resident.submit("check")
        code = code_on(resident.get("receipt"))
        if page != "receipt":
            resident.come_back(code)
    if page == "before":
        return Resident(installation.app.test_client())
    return resident


def typed(resident: Resident, page: str) -> dict[str, str]:
    """What the form of the page holds when it is posted."""
    if page in ("exit", "leave"):
        return {}
    form = fields(resident.get(page), 'id="step"')
    return {
        **form,
        **{
            "before": {"device": "own"},
            "story": {"story": MARKER},
            "you": {"contact_mode": "code"},
            "check": {},
            "receipt": {"last_group": MARKER},
            "return": {"code": MARKER},
            "inbox": {"text": MARKER},
        }[page],
    }


def test_what_a_reporter_causes_is_kept_with_a_date_and_a_half_hour_at_most(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime(2026, 7, 1, 22, 37, 41, 123456, tzinfo=UTC)  # 00:37 on 2 July in Sweden
    monkeypatch.setattr(visit, "now", lambda: moment)
    before = every_row(sqlite_installation)
    resident = sqlite_installation.resident()
    code = resident.send("Någon hotade mig.")
    resident.come_back(code)
    assert resident.submit("inbox", text="Jag glömde en sak.").status_code == 303
    after = every_row(sqlite_installation)
    new = {name: sorted(set(after[name]) - set(before[name])) for name in after}
    assert {name: len(rows) for name, rows in new.items() if rows} == {
        "browser_box": 2,
        "case_file": 1,
        "reporter_key": 1,
        "entry": 2,
        "entry_key": 4,
        "desk_card": 2,
        "fact": 1,
    }
    text = repr(new)
    expected = {
        # the case's local date, and the ends of the half-hours in which the two boxes run out
        "datetime.date(2026, 7, 2)",
        "datetime.datetime(2026, 7, 1, 23, 30, tzinfo=datetime.timezone.utc)",
        "datetime.datetime(2026, 7, 2, 19, 0, tzinfo=datetime.timezone.utc)",
    }
    found = set(re.findall(r"datetime\.(?:date|datetime)\([^)]*\)", text))
    assert {each.replace("tzinfo=datetime.timezone.utc", "tzinfo=UTC") for each in found} == {
        each.replace("tzinfo=datetime.timezone.utc", "tzinfo=UTC") for each in expected
    }


def test_an_upload_writes_no_temporary_file(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr("tempfile.TemporaryFile", lambda *a, **_: opened.append(a))
    monkeypatch.setattr("tempfile.SpooledTemporaryFile", lambda *a, **_: opened.append(a))
    client: FlaskClient = sqlite_installation.app.test_client()
    part = b'--b\r\nContent-Disposition: form-data; name="f"; filename="x.jpg"\r\n\r\n'
    body = part + b"x" * 1_000_000 + b"\r\n--b--\r\n"
    answer = client.post("/sv/story", data=body, content_type="multipart/form-data; boundary=b")
    assert_plain(answer, "sv", 415)
    assert opened == []
