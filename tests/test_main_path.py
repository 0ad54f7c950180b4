"""The one path that the product exists for, without a browser; the browser walks it again in tests/browser."""

from tests.support import Installed

STORY = "Hon sa att såna som jag inte får hyra. مرحبا، قالت لا. 😀\nRad två."


def test_a_story_reaches_the_caseworker_and_the_answer_reaches_the_reporter(
    installation: Installed,
) -> None:
    code = installation.resident().send(STORY, wish=["support"], safety="safe")

    lena = installation.desk("lena")
    (reference,) = lena.queue("new")
    assert STORY.split("\n", maxsplit=1)[0] not in lena.case(reference).get_data(as_text=True)
    assert lena.answer_cover(reference).status_code == 303
    assert STORY in lena.case(reference).get_data(as_text=True)
    assert lena.act(reference, "assign").status_code == 303
    assert lena.act(reference, "answer", text="Tack för att du berättar. ❤").status_code == 303

    back = installation.resident()
    inbox = back.come_back(code)
    assert "Tack för att du berättar. ❤" in inbox.get_data(as_text=True)
    assert back.submit("inbox", text="Tack själv").status_code == 303
    assert lena.queue("messages") == [reference]
    assert "Tack själv" in lena.case(reference).get_data(as_text=True)


def test_a_note_is_read_by_staff_and_never_by_the_reporter(installation: Installed) -> None:
    code = installation.resident().send(STORY)
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    lena.act(reference, "note", text="Ring rektorn på måndag")

    omar = installation.desk("omar")
    omar.answer_cover(reference)
    assert "Ring rektorn på måndag" in omar.case(reference).get_data(as_text=True)
    assert "Ring rektorn" not in installation.resident().come_back(code).get_data(as_text=True)
