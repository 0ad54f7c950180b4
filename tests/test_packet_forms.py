"""The forms of a packet: the PDF and the preview say the same, and masked text is in no byte."""

import hashlib
import io
import os
import re
import socket
import sys
from importlib.resources import files
from pathlib import Path

import pikepdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from incidents.core.referral_packet.choosing import Chosen
from incidents.core.referral_packet.document import Document
from incidents.core.referral_packet.document import Kind as For
from incidents.core.referral_packet.packet import packet
from incidents.core.referral_packet.writing import Overview, Written
from incidents.typesetting.setting import outgoing, pdf
from tests.packet_reading import (
    previewed,
    rendered,
    spellings,
    spoken,
    squeezed,
    streams,
)
from tests.packets import (
    EVERY,
    EVERYTHING,
    SWEDISH,
    case,
    head,
    her_letter,
    made,
    masked,
)
from tests.web.rendering import sound

ARABIC = "قال لي المالك إن الشقة قد أُجّرت 070-123 45"
every = pytest.mark.parametrize("document", EVERY.values(), ids=EVERY.keys())


@every
def test_pdf_and_preview_say_the_same_words_in_the_same_order(document: Document) -> None:
    set_ = squeezed(spoken(pdf(document.pack())))
    shown = squeezed(previewed(document))
    if document.language == "ar":
        assert sorted(set_) == sorted(shown)
    else:
        assert set_ == shown
    sound(f"<h1>x</h1>{rendered(document)}")


@pytest.mark.parametrize("document", [made(EVERYTHING, For.DO), her_letter("ar")], ids=["sv", "ar"])
def test_the_pdf_is_for_screen_readers_and_tells_nothing_of_its_making(document: Document) -> None:
    content = pdf(document.pack())
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert str(opened.Root.Lang) == document.language
        assert opened.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in opened.Root
        assert {str(name) for name in opened.docinfo} <= {"/Title", "/Creator"}
        assert re.fullmatch(r"Typst [\d.]+", str(opened.docinfo.Creator))
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == document.title
            assert not [
                name
                for name in metadata
                if "Date" in name or ("creator" in name.lower() and "Tool" not in name)
            ]
    everything = b"\n".join(streams(content))
    here = {socket.gethostname(), str(Path.cwd()), os.environ.get("USER", ""), sys.prefix}
    assert [one for one in here if len(one) > 3 and one.encode() in everything] == []
    assert re.findall(rb"\d\d:\d\d:\d\d|D:\d{8}", everything) == []


def test_the_same_document_gives_the_same_bytes_and_the_digest_is_over_them() -> None:
    first, second = outgoing(made(EVERYTHING)), outgoing(made(EVERYTHING))
    assert first == second
    sent = first.pdf.data + first.json.data
    assert first.digest == hashlib.sha256(sent).hexdigest()
    assert first.json.digest == made(EVERYTHING).digest
    assert first.pdf.name.endswith(".pdf")
    assert "AD-2026" not in first.pdf.name


SECRETS = st.text("abcdefghijkåäö", min_size=5, max_size=9).map(lambda one: f"zq{one}")


@settings(max_examples=6, deadline=None)
@given(st.lists(SECRETS, min_size=1, max_size=3, unique=True), st.sampled_from([" ", "\n", ", "]))
def test_masked_text_is_in_no_byte_of_a_packet(secrets: list[str], between: str) -> None:
    story = f"Det var {between.join(secrets)} som sa {secrets[0].upper()} nej."
    document = packet(
        head(),
        case(story=story),
        masked(EVERYTHING, *secrets),
        SWEDISH,
        Written(Overview(counterparty=secrets[-1], wants="Att det slutar")),
    )
    sent = outgoing(document)
    everything = b"\n".join(
        (sent.json.data, *streams(sent.pdf.data), spoken(sent.pdf.data).encode())
    )
    lowered = everything.lower()
    for secret in secrets:
        assert [way for way in spellings(secret) if way.lower() in lowered] == []


def test_text_that_is_not_masked_is_found_by_the_same_search() -> None:
    sent = outgoing(made(Chosen(story=True)))
    everything = b"\n".join(
        (sent.json.data, *streams(sent.pdf.data), spoken(sent.pdf.data).encode())
    )
    assert any(way in everything for way in spellings("Zaynab"))


@pytest.mark.parametrize(
    "story",
    [
        f"{ARABIC}\nOch sedan på svenska.",
        "Emoji 😀 👨‍👩‍👧 🇸🇪 ❤️ och tecken ★ █ ← ∑ €",
        "Diskrimineringsombudsmannen" * 80,
        "Ett ord och " * 1666 + "slut.",
        "ሰላም · สวัสดี · שלום · Привет · Γειά · नमस्ते · ქართული",
        '#let x = 1 $x$ *fet* `kod` <a@b.se> \\ "citat" // @ref ${x}',
    ],
    ids=["arabic", "emoji", "long word", "20,000 letters", "scripts", "code"],
)
def test_what_people_write_comes_out_right(story: str) -> None:
    document = packet(head(), case(story=story), Chosen(story=True), SWEDISH)
    content = pdf(document.pack())
    set_, shown = squeezed(spoken(content)), squeezed(previewed(document))
    # A text layer stands in the order in which it is drawn: right-to-left letters are compared without it.
    assert sorted(set_.replace("\ufe0f", "")) == sorted(shown.replace("\ufe0f", ""))
    if story.isascii():
        assert set_ == shown


def test_a_word_that_is_wider_than_the_page_is_broken() -> None:
    document = packet(
        head(),
        case(story="Diskrimineringsombudsmannen" * 80),
        Chosen(story=True),
        SWEDISH,
    )
    template = (files("incidents") / "data" / "typesetting" / "packet.typ").read_bytes()
    said = {"said": document.pack().decode()}
    # Several pages come as a list; the stubs know of one.
    drawn: list[bytes] = typst.compile(template, sys_inputs=said, format="png", ppi=30)  # type: ignore[assignment]
    pages = [Image.open(io.BytesIO(page)).convert("L") for page in drawn]
    margins = [page.crop((page.width - 20, 0, page.width, page.height)) for page in pages]
    assert len(pages) == 2
    assert [margin.getextrema() for margin in margins] == [(255, 255)] * 2
