"""Who may come to which page: the whole URL map, each role at each page, and posts without a right token."""

import re

import pytest
from werkzeug.test import TestResponse

from incidents.web.access import Access, access, declared
from tests.looking import every_row, right_tokens
from tests.ordering import WISHED
from tests.support import DeskUser, Installed, fields

G, P, GP = ("GET",), ("POST",), ("GET", "POST")
HANDOVER = "/handover/<link>/<any('sv','en'):lang>"
LANG = "/<any('sv','sv-lattlast','en','ar'):lang>"
CASE = "/desk/cases/<reference>"
PAGES: dict[str, tuple[str, tuple[str, ...], Access | None]] = {
    "/static/<path:filename>": ("static", G, None),
    "/": ("home", G, Access.PUBLIC),
    "/theme.css": ("theme", G, Access.PUBLIC),
    "/statistics/files/<release>/<name>": ("statistics.file", G, Access.PUBLIC),
    "/statistics/files/publication.json": ("statistics.described", G, Access.PUBLIC),
    "/statistics/publication.json": ("statistics.publication", G, Access.PUBLIC),
    "/statistics/catalogue.jsonld": ("statistics.catalogue", G, Access.PUBLIC),
    "/statistics/catalogue.rdf": ("statistics.catalogue_xml", G, Access.PUBLIC),
    "/statistics/all.csv": ("statistics.everything", G, Access.PUBLIC),
    "/statistics/all.csv-metadata.json": ("statistics.everything_described", G, Access.PUBLIC),
    "/statistics/package.zip": ("statistics.package", G, Access.PUBLIC),
    f"{LANG}/statistics": ("statistics.page", G, Access.PUBLIC),
    f"{LANG}/statistics/about": ("statistics.about", G, Access.PUBLIC),
    f"{LANG}/statistics/releases/<release>": ("statistics.release", G, Access.PUBLIC),
    f"{LANG}/statistics/embed/<table>": ("statistics.embed", G, Access.PUBLIC),
    f"{LANG}/statistics/series/<kind>": ("statistics.series", G, Access.PUBLIC),
    "/statistics/series/<kind>.csv": ("statistics.series_file", G, Access.PUBLIC),
    "/statistics/series/<kind>.csv-metadata.json": (
        "statistics.series_described",
        G,
        Access.PUBLIC,
    ),
    f"{LANG}/": ("reporting.start", G, Access.PUBLIC),
    f"{LANG}/via/<source>": ("reporting.start_via", G, Access.PUBLIC),
    f"{LANG}/privacy": ("reporting.privacy", G, Access.PUBLIC),
    f"{LANG}/records": ("reporting.records", G, Access.PUBLIC),
    f"{LANG}/accessibility": ("reporting.accessibility", G, Access.PUBLIC),
    f"{LANG}/service": ("reporting.service", G, Access.PUBLIC),
    f"{LANG}/before": ("reporting.before", GP, Access.PUBLIC),
    f"{LANG}/again": ("reporting.again", P, Access.PUBLIC),
    f"{LANG}/story": ("reporting.story", GP, Access.PUBLIC),
    f"{LANG}/about": ("reporting.about", GP, Access.PUBLIC),
    f"{LANG}/grounds": ("reporting.grounds", GP, Access.PUBLIC),
    f"{LANG}/you": ("reporting.you", GP, Access.PUBLIC),
    f"{LANG}/seen": ("reporting.seen", GP, Access.PUBLIC),
    f"{LANG}/guardians": ("reporting.guardians", GP, Access.PUBLIC),
    f"{LANG}/help": ("reporting.support", GP, Access.PUBLIC),
    f"{LANG}/young": ("reporting.young", G, Access.PUBLIC),
    f"{LANG}/files": ("reporting.files", GP, Access.PUBLIC),
    f"{LANG}/inbox/files": ("reporting.inbox_files", GP, Access.PUBLIC),
    f"{LANG}/check": ("reporting.check", GP, Access.PUBLIC),
    f"{LANG}/receipt": ("reporting.receipt", GP, Access.PUBLIC),
    f"{LANG}/receipt/<any('kod.txt','paminnelse.ics'):name>": (
        "reporting.keepsake",
        G,
        Access.PUBLIC,
    ),
    f"{LANG}/voluntary": ("reporting.voluntary", GP, Access.PUBLIC),
    f"{LANG}/exit": ("reporting.leave", P, Access.PUBLIC),
    f"{LANG}/return": ("reporting.come_back", GP, Access.PUBLIC),
    f"{LANG}/inbox": ("reporting.inbox", GP, Access.PUBLIC),
    f"{LANG}/inbox/event": ("reporting.event", GP, Access.PUBLIC),
    f"{LANG}/inbox/stop": ("reporting.stop", GP, Access.PUBLIC),
    f"{LANG}/inbox/consent": ("reporting.consent", GP, Access.PUBLIC),
    f"{LANG}/inbox/body/<int(max=999999):number>": ("reporting.body", GP, Access.PUBLIC),
    f"{LANG}/inbox/feedback": ("reporting.feedback", GP, Access.PUBLIC),
    f"{LANG}/leave": ("reporting.close_inbox", P, Access.PUBLIC),
    "/desk/login": ("accounts.log_in", GP, Access.PUBLIC),
    "/desk/login/code": ("accounts.code", GP, Access.PUBLIC),
    "/desk/logout": ("accounts.log_out", P, Access.STAFF),
    "/desk/invited": ("accounts.invited", GP, Access.PUBLIC),
    "/desk/language": ("accounts.language", P, Access.PUBLIC),
    "/desk/account": ("accounts.account", G, Access.STAFF),
    "/desk/account/passphrase": ("accounts.passphrase", P, Access.STAFF),
    "/desk/account/everywhere": ("accounts.everywhere", P, Access.STAFF),
    "/desk/account/second": ("accounts.second", GP, Access.STAFF),
    "/desk/account/second/codes": ("accounts.second_codes", P, Access.STAFF),
    "/desk/account/second/off": ("accounts.second_off", P, Access.STAFF),
    "/desk/account/second/passkey": ("accounts.passkey", P, Access.STAFF),
    "/desk/account/second/passkey/add": ("accounts.passkey_add", P, Access.STAFF),
    "/desk/account/second/passkey/<passkey>/remove": ("accounts.passkey_remove", P, Access.STAFF),
    "/desk/keys": ("accounts.keys", G, Access.STAFF),
    "/desk/keys/<staff>": ("accounts.confirm", GP, Access.STAFF),
    "/desk/people": ("accounts.people", GP, Access.ADMINISTRATION),
    "/desk/people/<staff>": ("accounts.person", G, Access.ADMINISTRATION),
    "/desk/people/<staff>/phrase": ("accounts.phrase", P, Access.ADMINISTRATION),
    "/desk/people/<staff>/withdraw": ("accounts.withdraw", P, Access.ADMINISTRATION),
    "/desk/people/<staff>/roles": ("accounts.roles", P, Access.ADMINISTRATION),
    "/desk/people/<staff>/remove": ("accounts.remove", P, Access.ADMINISTRATION),
    "/desk/audit": ("auditing.trail", G, Access.AUDIT),
    "/desk/audit/export": ("auditing.export", P, Access.AUDIT),
    "/desk/directory": ("coordination.bodies", G, Access.COORDINATION),
    "/desk/directory/deed": ("coordination.deed", P, Access.COORDINATION),
    "/desk/directory/new": ("coordination.new", GP, Access.COORDINATION),
    "/desk/directory/body/<body>": ("coordination.body", GP, Access.COORDINATION),
    "/desk/directory/number/<call>": ("coordination.number", GP, Access.COORDINATION),
    "/desk/directory/history": ("coordination.history", G, Access.COORDINATION),
    "/desk/directory/history/<int:number>": ("coordination.version", GP, Access.COORDINATION),
    "/desk/directory/table": ("coordination.table", GP, Access.COORDINATION),
    "/desk/directory/table/save": ("coordination.table_save", P, Access.COORDINATION),
    "/desk/directory/table/file": ("coordination.table_file", P, Access.COORDINATION),
    **{
        f"/desk/{name}{rule}": (f"{name}.{endpoint}", methods, Access.COORDINATION)
        for name in ("measures", "figures")
        for rule, endpoint, methods in (
            ("", "listed", G),
            ("/new", "new", GP),
            ("/row/<row>", "row", GP),
            ("/history", "history", G),
            ("/history/<int:number>", "version", GP),
            ("/table", "table", GP),
            ("/table/save", "table_save", P),
            ("/table/file", "table_file", P),
        )
    },
    "/desk/measures/overview": ("measures.overview", G, Access.COORDINATION),
    "/desk/answers": ("answers.today", G, Access.COORDINATION),
    "/desk/answers/dashboard": ("answers.dashboard", G, Access.COORDINATION),
    "/desk/statistics": ("closing.state", G, Access.COORDINATION),
    "/desk/statistics/collect": ("closing.collect", P, Access.COORDINATION),
    "/desk/statistics/plan": ("closing.plan", GP, Access.COORDINATION),
    "/desk/statistics/close": ("closing.close", GP, Access.COORDINATION),
    "/desk/statistics/sign": ("closing.sign", P, Access.COORDINATION),
    "/desk/statistics/second": ("closing.second", GP, Access.COORDINATION),
    "/desk/statistics/place": ("closing.place", P, Access.COORDINATION),
    "/desk/statistics/errata": ("closing.errata", GP, Access.COORDINATION),
    "/desk/eccar": ("eccar.report", G, Access.COORDINATION),
    "/desk/eccar/file": ("eccar.file", P, Access.COORDINATION),
    "/desk/eccar/freeze/<span>": ("eccar.freeze", GP, Access.COORDINATION),
    "/desk/eccar/editions/<int:number>": ("eccar.edition", G, Access.COORDINATION),
    "/desk/eccar/editions/<int:number>/file": ("eccar.edition_file", P, Access.COORDINATION),
    "/desk/eccar/indicators": ("eccar.indicators", G, Access.COORDINATION),
    "/desk/eccar/texts": ("eccar.texts", G, Access.COORDINATION),
    "/desk/eccar/texts/<place>": ("eccar.text", GP, Access.COORDINATION),
    "/desk/eccar/texts/<place>/approve": ("eccar.approve", P, Access.COORDINATION),
    "/desk/": ("casework.queue", G, Access.DESK),
    "/desk/deadlines": ("casework.deadlines", G, Access.DESK),
    "/desk/deadlines/calendar": ("casework.deadlines_file", P, Access.DESK),
    "/desk/facts": ("casework.facts", G, Access.DESK),
    "/desk/absence": ("casework.absence", GP, Access.DESK),
    "/desk/absence/back": ("casework.back_again", P, Access.DESK),
    "/desk/distribute": ("casework.distribute", P, Access.DESK),
    "/desk/enter": ("casework.enter", GP, Access.DESK),
    "/desk/enter/<once>": ("casework.slip", GP, Access.DESK),
    "/desk/quarantine": ("casework.quarantine", GP, Access.DESK),
    CASE: ("casework.case", G, Access.DESK),
    f"{CASE}/open": ("casework.case_open", P, Access.DESK),
    f"{CASE}/note": ("casework.case_note", P, Access.DESK),
    f"{CASE}/answer": ("casework.case_answer", P, Access.DESK),
    f"{CASE}/ask": ("casework.case_ask", P, Access.DESK),
    f"{CASE}/bases": ("casework.bases", G, Access.DESK),
    f"{CASE}/oral": ("casework.case_oral", P, Access.DESK),
    f"{CASE}/duty": ("casework.case_duty", P, Access.DESK),
    f"{CASE}/contact": ("casework.case_contact", P, Access.DESK),
    f"{CASE}/assign": ("casework.case_assign", P, Access.DESK),
    f"{CASE}/status": ("casework.case_status", P, Access.DESK),
    f"{CASE}/close": ("casework.case_close", P, Access.DESK),
    f"{CASE}/seen": ("casework.case_seen", P, Access.DESK),
    f"{CASE}/history": ("casework.history", G, Access.DESK),
    f"{CASE}/refer": ("casework.refer", G, Access.DESK),
    f"{CASE}/coding": ("casework.coding", GP, Access.DESK),
    f"{CASE}/count": ("casework.count", GP, Access.DESK),
    f"{CASE}/look": ("casework.case_look", P, Access.DESK),
    f"{CASE}/links": ("casework.links", GP, Access.DESK),
    f"{CASE}/unlink": ("casework.case_unlink", P, Access.DESK),
    f"{CASE}/merge": ("casework.case_merge", P, Access.DESK),
    f"{CASE}/pass": ("casework.case_pass", P, Access.DESK),
    f"{CASE}/accept": ("casework.case_accept", P, Access.DESK),
    f"{CASE}/return": ("casework.case_return", P, Access.DESK),
    f"{CASE}/first": ("casework.case_first", P, Access.DESK),
    f"{CASE}/series": ("casework.case_series", P, Access.DESK),
    "/desk/together/open": ("casework.together_open", P, Access.DESK),
    "/desk/together": ("casework.together", GP, Access.DESK),
    "/desk/together/feedback": ("casework.pooled", GP, Access.DESK),
    "/desk/together/coding": ("casework.together_coding", GP, Access.DESK),
    f"{CASE}/work": ("casework.work", GP, Access.DESK),
    f"{CASE}/translation": ("casework.case_translation", P, Access.DESK),
    f"{CASE}/working": ("casework.case_working", P, Access.DESK),
    f"{CASE}/given": ("casework.given", GP, Access.DESK),
    f"{CASE}/order": ("casework.order", GP, Access.DESK),
    f"{CASE}/takeback": ("casework.case_takeback", P, Access.DESK),
    f"{CASE}/vouch": ("casework.case_vouch", P, Access.DESK),
    f"{CASE}/referral": ("casework.referral", GP, Access.DESK),
    f"{CASE}/alert": ("casework.alert", GP, Access.DESK),
    f"{CASE}/recall": ("casework.case_recall", P, Access.DESK),
    HANDOVER: ("handover.show", GP, Access.PUBLIC),
    f"{HANDOVER}/referral": ("handover.referral", P, Access.PUBLIC),
    f"{HANDOVER}/files/<int(max=999):place>": ("handover.file", G, Access.PUBLIC),
    f"{HANDOVER}/accept": ("handover.accept", P, Access.PUBLIC),
    f"{HANDOVER}/decline": ("handover.decline", P, Access.PUBLIC),
    f"{HANDOVER}/texts": ("handover.texts", P, Access.PUBLIC),
    f"{CASE}/day": ("casework.case_day", P, Access.DESK),
    f"{CASE}/file": ("casework.case_file", P, Access.DESK),
    f"{CASE}/files/<int:number>": ("casework.case_file_page", G, Access.DESK),
    f"{CASE}/files/<int:number>/content": ("casework.case_file_content", G, Access.DESK),
}
DESK = tuple((rule, page[1]) for rule, page in PAGES.items() if page[2] is Access.DESK)
ADMINISTRATION = tuple(
    (rule, page[1]) for rule, page in PAGES.items() if page[2] is Access.ADMINISTRATION
)
COORDINATION = tuple(
    (rule, page[1]) for rule, page in PAGES.items() if page[2] is Access.COORDINATION
)
AUDIT = tuple((rule, page[1]) for rule, page in PAGES.items() if page[2] is Access.AUDIT)
#: Pages of everybody on the staff, but for the log-out, which is tested below.
OWN = tuple(
    (rule, page[1])
    for rule, page in PAGES.items()
    if page[2] is Access.STAFF and rule != "/desk/logout"
)
ACTS = (
    "open",
    "note",
    "answer",
    "ask",
    "contact",
    "assign",
    "status",
    "close",
    "seen",
    "day",
    "file",
    "coding",
    "count",
    "look",
    "work",
    "translation",
    "working",
    "links",
    "unlink",
    "merge",
    "pass",
    "accept",
    "return",
    "first",
    "series",
    "given",
    "order",
    "takeback",
    "vouch",
    "referral",
    "alert",
    "recall",
    "oral",
    "duty",
)
FILLED = {
    "conflict": "no",
    "text": "En text som inte får hamna någonstans.",
    "staff": "",
    "body": "do",
    "acts": "contact",
    "target": "triage",
    "reason": "completed",
    "number": "2",
    "of": "1",
    "translator": "person",
    "to": "ab" * 16,
    "wished": WISHED,
    "parcel": "2",
    "measure": "rights_info",
    "fate": "removed",
    "scope": "dl_unclear",
    "hate_event": "no",
    "priority": "p1",
    "day": "2026-11-03",
    "limit": "work",
    "finding": "neither",
    "agrees": "yes",
    "kind": "same_event",
    "other": "AD-2026-22222",
    "leading": "AD-2026-22222",
    "about": "1",
    "front": "yes",
    "series": "En serie",
    "seen": "escalation",
    "how": "phone",
    "provision": "concern",
    "receiver": "soc",
    "name": "",
    "decided_by": "Enhetschefen",
    "what": "damaged",
    "place_type": "shop",
    "where": "Torget",
    "first": "2026-11-02",
    "last": "2026-11-03",
    "known": "area",
}


def visit(user: DeskUser, rule: str, reference: str) -> list[TestResponse]:
    address = rule.replace("<reference>", reference).replace("<int:number>", "2")
    address = (
        address.replace("<staff>", "ab" * 16)
        .replace("<once>", "cd" * 16)
        .replace("<body>", "do")
        .replace("<call>", "number.112")
    )
    calls = {"GET": user.client.get, "POST": user.client.post}
    return [calls[method](address) for method in PAGES[rule][1]]


def test_the_url_map_is_exactly_this_table(sqlite_installation: Installed) -> None:
    app = sqlite_installation.app
    found = {
        rule.rule: (
            rule.endpoint,
            tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})),
            declared(app, rule.endpoint),
        )
        for rule in app.url_map.iter_rules()
    }
    assert found == PAGES


def test_a_view_that_declares_nothing_is_closed(sqlite_installation: Installed) -> None:
    app = sqlite_installation.app
    app.add_url_rule("/forgotten", "forgotten", lambda: "a view without a declaration")
    app.add_url_rule("/open", "open", access(Access.PUBLIC)(lambda: "declared"))
    forgotten = app.test_client().get("/forgotten")
    assert forgotten.status_code == 404
    assert "without a declaration" not in forgotten.get_data(as_text=True)
    assert app.test_client().get("/open").get_data(as_text=True) == "declared"


def test_every_desk_page_without_a_log_in_leads_to_the_log_in(
    sqlite_installation: Installed,
) -> None:
    sqlite_installation.resident().send("Någon hotade mig.")
    (reference,) = sqlite_installation.desk("lena").queue()
    before = every_row(sqlite_installation)
    stranger = DeskUser(sqlite_installation.app.test_client())
    closed = (*DESK, *OWN, *ADMINISTRATION, *AUDIT, *COORDINATION)
    answers = {rule: visit(stranger, rule, reference) for rule, _ in closed}
    for rule, found in answers.items():
        for answer in found:
            assert (rule, answer.status_code, answer.headers["Location"]) == (
                rule,
                303,
                "/desk/login",
            )
    assert every_row(sqlite_installation) == before


@pytest.mark.parametrize("login", ["per", "ida", "rut"])
def test_coordinator_administrator_and_auditor_are_refused_on_every_desk_page(
    sqlite_installation: Installed, login: str
) -> None:
    sqlite_installation.resident().send("Någon hotade mig vid busshållplatsen.")
    (reference,) = sqlite_installation.desk("lena").queue()
    user = sqlite_installation.desk(login)
    before = every_row(sqlite_installation)
    for rule, _ in DESK:
        for answer in visit(user, rule, reference):
            assert (rule, answer.status_code) == (rule, 403)
            assert "busshållplatsen" not in answer.get_data(as_text=True)
            assert reference not in answer.get_data(as_text=True)
    assert every_row(sqlite_installation) == before


@pytest.mark.parametrize(
    ("pages", "told_there", "login"),
    [
        *((ADMINISTRATION, "Ida Norén", login) for login in ("lena", "karin", "per", "rut")),
        *((AUDIT, "Loggade in", login) for login in ("lena", "karin", "per", "ida")),
        *((COORDINATION, "Katalogen", login) for login in ("lena", "karin", "rut", "ida")),
    ],
)
def test_only_their_own_role_comes_to_the_people_the_trail_and_the_directory(
    sqlite_installation: Installed,
    pages: tuple[tuple[str, tuple[str, ...]], ...],
    told_there: str,
    login: str,
) -> None:
    user = sqlite_installation.desk(login)
    before = every_row(sqlite_installation)
    for rule, _ in pages:
        for answer in visit(user, rule, ""):
            assert (rule, answer.status_code) == (rule, 403)
            assert told_there not in answer.get_data(as_text=True)
    assert every_row(sqlite_installation) == before


def test_an_administrator_without_a_token_changes_nothing(sqlite_installation: Installed) -> None:
    ida = sqlite_installation.desk("ida")
    page = ida.client.get("/desk/people").get_data(as_text=True)
    people = sorted(set(re.findall(r"/desk/people/[0-9a-f]+", page)))
    before = every_row(sqlite_installation)
    values = {"name": "Sara", "login": "sara", "roles": ["casework"], "sure": "y"}
    acts = ("phrase", "withdraw", "roles", "remove")
    for address in ("/desk/people", *(f"{one}/{act}" for one in people for act in acts)):
        assert (address, ida.client.post(address, data=values).status_code) == (address, 400)
    assert every_row(sqlite_installation) == before


@pytest.mark.parametrize(
    ("readers", "owner", "stranger"), [("no", "lena", "karin"), ("yes", "karin", "lena")]
)
def test_a_case_of_another_ring_does_not_exist_for_anybody_else(
    sqlite_installation: Installed, readers: str, owner: str, stranger: str
) -> None:
    sqlite_installation.resident().send("Någon hotade mig.", readers=readers)
    (reference,) = sqlite_installation.desk(owner).queue()
    user = sqlite_installation.desk(stranger)
    assert user.queue() == []
    missing = user.case("AD-2026-22222")
    found = user.case(reference)
    assert (found.status_code, found.get_data()) == (404, missing.get_data())
    before = every_row(sqlite_installation)
    scopes = right_tokens(user)
    for act in ACTS:
        answer = user.client.post(
            f"/desk/cases/{reference}/{act}",
            data={**FILLED, "version": "1", "csrf_token": scopes[act]},
        )
        assert (act, answer.status_code) == (act, 404)
    assert every_row(sqlite_installation) == before


@pytest.mark.parametrize("token", [None, "", "0" * 64, "ö"])
def test_a_desk_post_without_its_right_token_changes_nothing(
    sqlite_installation: Installed, token: str | None
) -> None:
    sqlite_installation.resident().send("Någon hotade mig.")
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    sqlite_installation.resident().send("Det andra ärendet, inte öppnat.")
    (other,) = set(lena.queue()) - {reference}
    before = every_row(sqlite_installation)
    for act in ACTS:
        for case in (reference, other):
            values = {**FILLED, "version": "2"} | ({} if token is None else {"csrf_token": token})
            answer = lena.client.post(f"/desk/cases/{case}/{act}", data=values)
            assert (act, answer.status_code) == (act, 400)
    assert every_row(sqlite_installation) == before


def test_a_token_of_one_form_does_not_serve_another(sqlite_installation: Installed) -> None:
    sqlite_installation.resident().send("Någon hotade mig.")
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    before = every_row(sqlite_installation)
    form = fields(lena.case(reference), f"/{reference}/note")
    answer = lena.client.post(f"/desk/cases/{reference}/answer", data={**form, "text": "Hej"})
    assert answer.status_code == 400
    assert every_row(sqlite_installation) == before


def test_a_token_of_another_browser_does_not_serve(sqlite_installation: Installed) -> None:
    sqlite_installation.resident().send("Någon hotade mig.")
    lena, omar = sqlite_installation.desk("lena"), sqlite_installation.desk("omar")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    omar.answer_cover(reference)
    form = fields(omar.case(reference), f"/{reference}/note")
    before = every_row(sqlite_installation)
    answer = lena.client.post(f"/desk/cases/{reference}/note", data={**form, "text": "Hej"})
    assert answer.status_code == 400
    assert every_row(sqlite_installation) == before


def test_no_act_but_the_cover_sheets_answer_is_possible_before_it(
    sqlite_installation: Installed,
) -> None:
    sqlite_installation.resident().send(
        "Någon hotade mig.", contact_mode="phone", contact="070-174 06 21"
    )
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    tokens = right_tokens(lena)
    before = every_row(sqlite_installation)
    for act in set(ACTS) - {"open", "count"}:
        answer = lena.client.post(
            f"/desk/cases/{reference}/{act}",
            data={**FILLED, "version": "1", "csrf_token": tokens[act]},
        )
        assert (act, answer.status_code) == (act, 403)
        assert "070-174 06 21" not in answer.get_data(as_text=True)
    assert every_row(sqlite_installation) == before


def test_after_the_log_out_the_old_cookie_opens_nothing(sqlite_installation: Installed) -> None:
    lena = sqlite_installation.desk("lena")
    cookie = lena.client.get_cookie("d")
    assert cookie is not None
    form = fields(lena.client.get("/desk/"), "/desk/logout")
    assert lena.client.post("/desk/logout", data=form).status_code == 303
    lena.client.set_cookie("d", cookie.value)
    assert lena.client.get("/desk/").headers["Location"] == "/desk/login"
    assert every_row(sqlite_installation)["staff_session"] == []


@pytest.mark.parametrize("token", [None, "", "0" * 64])
def test_the_cookie_alone_ends_its_log_in_whatever_token_comes_with_it(
    installation: Installed, token: str | None
) -> None:
    lena, omar = installation.desk("lena"), installation.desk("omar")
    data = {} if token is None else {"csrf_token": token}
    answer = lena.client.post("/desk/logout", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/login")
    assert lena.client.get_cookie("d") is None
    assert len(every_row(installation)["staff_session"]) == 1
    assert omar.client.get("/desk/").status_code == 200


def test_another_site_logs_nobody_out(sqlite_installation: Installed) -> None:
    lena = sqlite_installation.desk("lena")
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert lena.client.post("/desk/logout", headers=headers).status_code == 403
    assert lena.client.get("/desk/").status_code == 200


def test_no_cookie_is_set_before_the_first_answer_and_each_is_closed_to_scripts(
    sqlite_installation: Installed,
) -> None:
    client = sqlite_installation.app.test_client()
    for page in (
        "",
        "privacy",
        "records",
        "accessibility",
        "service",
        "before",
        "story",
        "return",
        "inbox",
    ):
        assert client.get(f"/sv/{page}").headers.getlist("Set-Cookie") == []
    assert client.get("/desk/login").headers.getlist("Set-Cookie") == []
    (cookie,) = client.post("/sv/before", data={"device": "own"}).headers.getlist("Set-Cookie")
    assert re.sub(r"=[^;]*", "", cookie, count=1) == "p; HttpOnly; Path=/; SameSite=Strict"
