"""Whatever people type: never a 5xx, and the story that is kept is the one that was sent."""

import html
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.actions import inbox
from incidents.core.vocabulary import vocabulary
from incidents.crypto import casecode
from tests.looking import looking
from tests.support import Installed, Resident, fields

# One installation serves all examples of a test: each example uses a browser of its own.
MODEST = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
WITHOUT_NUL = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300
)
WISHES = [choice.code for choice in vocabulary("wish").public()]


def textarea(page: str, name: str) -> str:
    """The text in a field as a browser reads it: one leading line end is not part of it."""
    found = re.search(
        rf'<textarea[^>]*name="{name}"[^>]*>(?:\r?\n)?(.*?)</textarea>', page, re.DOTALL
    )
    assert found
    return html.unescape(found.group(1))


def normal(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def begun(installation: Installed) -> Resident:
    resident = installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    return resident


@MODEST
@given(story=TEXT)
def test_the_story_that_is_kept_is_the_one_that_was_sent(
    sqlite_installation: Installed, story: str
) -> None:
    resident = begun(sqlite_installation)
    answer = resident.submit("story", story=story)
    if "\0" in story or not story.strip():
        assert answer.status_code == 400
        return
    assert answer.status_code == 303
    page = resident.get("story").get_data(as_text=True)
    assert textarea(page, "story") == normal(story)


@MODEST
@given(story=WITHOUT_NUL.filter(str.strip))
def test_the_report_that_is_stored_is_exactly_what_was_sent(
    sqlite_installation: Installed, story: str
) -> None:
    code = sqlite_installation.resident().send(story)
    with looking(sqlite_installation) as session:
        view = inbox.read(session, casecode.parse(code), pinned=sqlite_installation.settings.trust)
    assert [entry.content["story"] for entry in view.entries] == [normal(story)]


@MODEST
@given(
    values=st.fixed_dictionaries(
        {},
        optional={
            "reporter_role": TEXT,
            "under18": TEXT | st.sampled_from(["yes", "no", "unsaid"]),
            "wish": st.lists(TEXT | st.sampled_from(WISHES), max_size=4),
            "safety": TEXT | st.sampled_from(["safe", "danger"]),
            "contact_mode": TEXT | st.sampled_from(["code", "phone", "none"]),
            "contact": TEXT,
            "safe_times": TEXT,
        },
    )
)
def test_any_answers_about_you_are_taken_or_refused_plainly(
    sqlite_installation: Installed, values: dict[str, object]
) -> None:
    resident = begun(sqlite_installation)
    resident.submit("story", story="Berättelsen")
    answer = resident.submit("you", **values)
    assert answer.status_code in (303, 400)
    if answer.status_code == 400:
        assert textarea(resident.get("story").get_data(as_text=True), "story") == "Berättelsen"
        return
    assert resident.get("check").status_code == 200
    assert resident.submit("check").status_code == 303


@MODEST
@given(device=TEXT, readers=TEXT, token=TEXT)
def test_any_beginning_is_taken_or_refused_plainly(
    sqlite_installation: Installed, device: str, readers: str, token: str
) -> None:
    client = sqlite_installation.app.test_client()
    data = {"device": device, "readers": readers, "csrf_token": token}
    assert client.post("/sv/before", data=data).status_code in (303, 400)


@MODEST
@given(typed=TEXT | st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZilo -", min_size=15, max_size=40))
def test_no_invented_code_opens_a_case(sqlite_installation: Installed, typed: str) -> None:
    answer = sqlite_installation.app.test_client().post("/sv/return", data={"code": typed})
    assert answer.status_code == 400
    assert answer.headers.getlist("Set-Cookie") == []


def test_a_code_opens_its_case_however_it_is_written(sqlite_installation: Installed) -> None:
    code = casecode.parse(sqlite_installation.resident().send("Min berättelse."))

    @MODEST
    @given(st.data())
    def written(data: st.DataObject) -> None:
        text = data.draw(st.sampled_from([code.letters, code.digits]))
        change = data.draw(st.sampled_from([str.lower, str.upper, str.title]))
        separator = data.draw(st.sampled_from(["", " ", "-", " - ", "\u200e", ".", "\u2011"]))
        digits = data.draw(st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]))
        typed = separator.join(re.split(r"[- ]", change(text)))
        typed = typed.translate(str.maketrans("0123456789", digits))
        opened = sqlite_installation.resident().come_back(typed)
        assert "Min berättelse." in opened.get_data(as_text=True)

    written()


@MODEST
@given(text=TEXT, once=TEXT)
def test_any_message_is_kept_as_it_was_sent_or_refused_plainly(
    sqlite_installation: Installed, text: str, once: str
) -> None:
    code = sqlite_installation.resident().send("Min berättelse.")
    resident = sqlite_installation.resident()
    page = resident.come_back(code)
    form = fields(page, 'id="step"')
    answer = resident.client.post("/sv/inbox", data={**form, "text": text, "once": once})
    if "\0" in text + once or not text.strip():
        assert answer.status_code == 400
        return
    assert answer.status_code == 303
    with looking(sqlite_installation) as session:
        view = inbox.read(session, casecode.parse(code), pinned=sqlite_installation.settings.trust)
    assert [str(entry.content.get("text")) for entry in view.entries[1:]] == [normal(text)]
