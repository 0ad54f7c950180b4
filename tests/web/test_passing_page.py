"""Handing over as pages: what was typed is never lost, the receiver answers, no cover sheet is skipped on the track."""

import re

import pytest

from tests.support import DeskUser, Installed, fields

WHY = "Omar kan somaliska <och> arabiska."


def opened(
    installation: Installed, *logins: str, story: str = "Någon ropade."
) -> tuple[list[DeskUser], str]:
    """People who have opened the one case."""
    installation.resident().send(story)
    users = [installation.desk(login) for login in logins]
    (reference,) = users[0].queue()
    for user in users:
        user.answer_cover(reference)
    return users, reference


def person(user: DeskUser, reference: str, name: str) -> str:
    html = user.case(reference).get_data(as_text=True).split('id="pass"')[1]
    found = re.search(rf'<option value="([0-9a-f]+)">{name}', html)
    assert found
    return found.group(1)


def test_a_refused_hand_over_keeps_what_was_typed(sqlite_installation: Installed) -> None:
    (lena, omar), reference = opened(sqlite_installation, "lena", "omar")
    lena.act(reference, "assign")
    form = fields(lena.case(reference), 'id="pass"')
    nobody = lena.act(reference, "pass", text=WHY)
    assert nobody.status_code == 400
    assert "Välj vem som ska ha ärendet." in nobody.get_data(as_text=True)
    assert WHY.replace("<", "&lt;").replace(">", "&gt;") in nobody.get_data(as_text=True)
    me = person(omar, reference, "Jag själv")
    assert omar.act(reference, "pass", text="Lena är sjuk.", to=me).status_code == 303
    late = lena.client.post(f"/desk/cases/{reference}/pass", data={**form, "text": WHY, "to": me})
    assert late.status_code == 409
    assert "en annan handläggare under tiden" in late.get_data(as_text=True)
    assert "&lt;och&gt;" in late.get_data(as_text=True)
    assert omar.queue("mine") == [reference]


@pytest.mark.parametrize("act", ["pass", "first"])
def test_a_reason_that_was_posted_when_the_log_in_had_ended_is_in_its_field_again(
    sqlite_installation: Installed, act: str
) -> None:
    (lena,), reference = opened(sqlite_installation, "lena")
    form = fields(lena.case(reference), f'id="{act}"')
    lena.client.delete_cookie("d")
    late = lena.client.post(f"/desk/cases/{reference}/{act}", data={**form, "text": WHY})
    assert late.status_code == 400
    entry = fields(late, 'id="login"')
    lena.client.post(
        "/desk/login",
        data={**entry, "name": "lena", "passphrase": sqlite_installation.passphrases["lena"]},
    )
    lena.answer_cover(reference)
    page = lena.case(reference).get_data(as_text=True)
    kept = re.search(rf'<textarea[^>]*id="{act}-text"[^>]*>\s*([^<]*)<', page)
    assert kept
    assert "Omar kan somaliska" in kept.group(1)


def test_the_receiver_sees_it_in_her_list_and_answers_on_the_case(
    sqlite_installation: Installed,
) -> None:
    (lena, omar), reference = opened(sqlite_installation, "lena", "omar")
    lena.act(reference, "assign")
    to = person(lena, reference, "Omar")
    assert lena.act(reference, "pass", text=WHY, to=to).status_code == 303
    waits = lena.case(reference).get_data(as_text=True)
    assert "Väntar på att Omar Sjöberg svarar" in waits
    assert f"/{reference}/accept" not in waits
    listed = omar.client.get("/desk/?view=mine").get_data(as_text=True)
    assert "Överlämnat, inte besvarat" in listed
    page = omar.case(reference).get_data(as_text=True)
    assert "Ärendet är lämnat till dig" in page
    assert "&lt;och&gt; arabiska" in page
    form = fields(page, f"/{reference}/accept")
    for _ in range(2):
        answer = omar.client.post(f"/desk/cases/{reference}/accept", data=form)
        assert answer.status_code == 303
    assert "lämnat till dig" not in omar.case(reference).get_data(as_text=True)
    assert "Överlämnat" not in omar.client.get("/desk/?view=mine").get_data(as_text=True)
    history = lena.client.get(f"/desk/cases/{reference}/history").get_data(as_text=True)
    assert "Lämnade över ärendet till" in history
    assert "somaliska" not in history


def test_only_a_case_that_nobody_has_is_simply_taken(sqlite_installation: Installed) -> None:
    (lena, omar), reference = opened(sqlite_installation, "lena", "omar")
    form = fields(omar.case(reference), f"/{reference}/assign")
    lena.act(reference, "assign")
    assert f"/{reference}/assign" not in omar.case(reference).get_data(as_text=True)
    version = fields(lena.case(reference), f"/{reference}/assign")["version"]
    grabbed = omar.client.post(f"/desk/cases/{reference}/assign", data={**form, "version": version})
    assert grabbed.status_code == 403
    assert lena.queue("mine") == [reference]
    assert lena.act(reference, "assign").status_code == 303  # put back
    assert lena.queue("new") == [reference]


# ---------------------------------------------------------------- the short track


def on_the_track(
    installation: Installed, second: str = "no"
) -> tuple[DeskUser, list[str], dict[str, str]]:
    """Lena with the first of two reports open, and its form filled in."""
    for number, readers in enumerate(("no", second)):
        installation.resident().send(
            f"Rapport {number}.", wish=["register"], contact_mode="none", readers=readers
        )
    lena = installation.desk("lena")
    for reference in lena.queue("register"):
        html = lena.client.get(f"/desk/cases/{reference}/count").get_data(as_text=True)
        if "Kan gälla någon som läser" not in html:
            break
    other = next(one for one in lena.queue("register") if one != reference)
    cover = fields(lena.client.get(f"/desk/cases/{reference}/count"), 'id="cover"')
    lena.client.post(f"/desk/cases/{reference}/count", data={**cover, "conflict": "no"})
    form = fields(lena.client.get(f"/desk/cases/{reference}/count"), 'id="count"')
    return lena, [reference, other], {**form, "finding": "hate"}


@pytest.mark.parametrize(
    ("said", "shows"), [("no", "story"), ("yes", "cover"), ("", "cover"), ("x", "cover")]
)
def test_the_next_report_opens_only_where_its_own_question_was_answered_no(
    sqlite_installation: Installed, said: str, shows: str
) -> None:
    lena, (one, other), form = on_the_track(sqlite_installation)
    assert form["following"] == other
    answer = lena.client.post(f"/desk/cases/{one}/count", data={**form, "next_conflict": said})
    assert answer.headers["Location"] == f"/desk/cases/{other}/count"
    html = lena.client.get(f"/desk/cases/{other}/count").get_data(as_text=True)
    assert [one for one in ("story", "cover") if f'id="{one}"' in html] == [shows]


def test_a_report_that_may_concern_a_reader_has_its_cover_sheet_alone(
    sqlite_installation: Installed,
) -> None:
    lena, (one, other), form = on_the_track(sqlite_installation, second="unsure")
    if other not in lena.queue("register"):
        pytest.fail("the second report is not on the track")
    assert form["following"] == ""
    forged = {**form, "following": other, "next_conflict": "no"}
    lena.client.post(f"/desk/cases/{one}/count", data=forged)
    html = lena.client.get(f"/desk/cases/{other}/count").get_data(as_text=True)
    assert 'id="cover"' in html
    assert 'id="story"' not in html


def test_several_cover_sheets_are_answered_on_one_page_but_not_one_that_may_concern_a_reader(
    sqlite_installation: Installed,
) -> None:
    for readers in ("no", "no", "unsure"):
        sqlite_installation.resident().send("Flygbladen i trappan.", readers=readers)
    lena = sqlite_installation.desk("lena")
    chosen = lena.queue()
    address = "/desk/together?" + "&".join(f"reference={one}" for one in chosen)
    page = lena.client.get(address).get_data(as_text=True)
    offered = re.findall(r'name="free" value="([^"]+)"', page)
    assert len(offered) == 2
    form = fields(page, 'id="covers"')
    none = lena.client.post("/desk/together/open", data={**form, "reference": chosen})
    assert none.status_code == 400
    values = {**form, "reference": chosen, "free": chosen}
    assert lena.client.post("/desk/together/open", data=values).status_code == 303
    (alone,) = set(chosen) - set(offered)
    assert 'id="cover"' in lena.case(alone).get_data(as_text=True)
    assert all('id="cover"' not in lena.case(one).get_data(as_text=True) for one in offered)
