"""Which sentences the product says: from code, templates and closed lists, and who reads them."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir

from incidents.core.coding import FIELDS
from incidents.core.vocabulary import vocabulary

ROOT = Path(__file__).resolve().parent.parent
# A language for the public door alone need not say what only the staff read.
STAFF_ONLY = (
    "incidents/accounts/",
    "incidents/actions/absence.py",
    "incidents/actions/account.py",
    "incidents/actions/audit.py",
    "incidents/actions/basing.py",
    "incidents/actions/blocks.py",
    "incidents/actions/cardlaying.py",
    "incidents/actions/casefile.py",
    "incidents/actions/casework.py",
    "incidents/actions/coding.py",
    "incidents/actions/confirm.py",
    "incidents/actions/conflict.py",
    "incidents/actions/disposing.py",
    "incidents/actions/counting.py",
    "incidents/actions/derivations.py",
    "incidents/actions/directory.py",
    "incidents/actions/directory_versions.py",
    "incidents/actions/distributing.py",
    "incidents/actions/entering.py",
    "incidents/actions/doubles.py",
    "incidents/actions/drafting.py",
    "incidents/actions/epochs.py",
    "incidents/actions/errata.py",
    "incidents/actions/first.py",
    "incidents/actions/freezing.py",
    "incidents/actions/folding.py",
    "incidents/actions/handling.py",
    "incidents/actions/passing.py",
    "incidents/actions/install.py",
    "incidents/actions/invite.py",
    "incidents/actions/linking.py",
    "incidents/actions/ledger.py",
    "incidents/actions/login.py",
    "incidents/actions/merging.py",
    "incidents/actions/passkeys.py",
    "incidents/actions/ordering.py",
    "incidents/actions/parcels.py",
    "incidents/actions/pending.py",
    "incidents/actions/people.py",
    "incidents/actions/receiver.py",
    "incidents/actions/referring.py",
    "incidents/actions/pooling.py",
    "incidents/actions/quarantine.py",
    "incidents/actions/given_notes.py",
    "incidents/actions/giving.py",
    "incidents/actions/planning.py",
    "incidents/actions/recover.py",
    "incidents/actions/releasing.py",
    "incidents/actions/register_versions.py",
    "incidents/actions/registers.py",
    "incidents/actions/roles.py",
    "incidents/actions/second.py",
    "incidents/actions/second_look.py",
    "incidents/actions/removal.py",
    "incidents/actions/series.py",
    "incidents/actions/thread.py",
    "incidents/actions/trail.py",
    "incidents/actions/translating.py",
    "incidents/actions/translator.py",
    "incidents/actions/work.py",
    "incidents/actions/working.py",
    "incidents/answers/",
    "incidents/auditing/",
    "incidents/casework/",
    "incidents/cli.py",
    "incidents/closingdesk/",
    "incidents/coordination/",
    "incidents/eccar/",
    "incidents/data/vocabularies.json#coded",
    "incidents/core/closing.py",
    "incidents/core/absence.py",
    "incidents/core/aloud.py",
    "incidents/core/bases.py",
    "incidents/core/case.py",
    "incidents/core/cells.py",
    "incidents/core/chapters.py",
    "incidents/core/coding",
    "incidents/core/commitments.py",
    "incidents/core/handover.py",
    "incidents/core/help/amending.py",
    "incidents/core/help/table.py",
    "incidents/core/happened.py",
    "incidents/core/intake.py",
    "incidents/core/linking.py",
    "incidents/core/packet.py",
    "incidents/core/measures.py",
    "incidents/core/figures.py",
    "incidents/core/permissions.py",
    "incidents/core/referral_packet/alert.py",
    "incidents/core/pooled.py",
    "incidents/core/pooled_text.py",
    "incidents/core/referral_packet/choosing.py",
    "incidents/core/referral_packet/cover.py",
    "incidents/core/referral_packet/document.py",
    "incidents/core/referral_packet/first_page.py",
    "incidents/core/referral_packet/making.py",
    "incidents/core/referral_packet/masking.py",
    "incidents/core/referral_packet/packet.py",
    "incidents/core/referral_packet/parts.py",
    "incidents/core/referral_packet/pen.py",
    "incidents/core/referral_packet/writing.py",
    "incidents/core/referral_page.py",
    "incidents/core/register.py",
    "incidents/core/series.py",
    "incidents/core/sheet.py",
    "incidents/core/suggestion/",
    "incidents/core/translation.py",
    "incidents/core/work.py",
    "incidents/core/workflow.py",
    "incidents/handover/",
    "incidents/mailing/",
    "incidents/outreach/headpaper.py",
    "incidents/publishing/",
    "incidents/typesetting/",
    "incidents/templates/accounts/",
    "incidents/templates/answers/",
    "incidents/templates/auditing/",
    "incidents/templates/casework/",
    "incidents/templates/closingdesk/",
    "incidents/templates/coordination/",
    "incidents/templates/eccar/",
    "incidents/templates/handover/",
    "incidents/templates/layouts/desk.html",
    "incidents/templates/layouts/handover.html",
    "incidents/templates/macros/desk.html",
    "incidents/templates/macros/directory.html",
    "incidents/templates/macros/register.html",
    "incidents/web/registerwords.py",
    "incidents/web/staffwords.py",
    "incidents/web/deskmenu.py",
    "incidents/web/trailwords.py",
    "incidents/templates/macros/passkey.html",
    "incidents/web/languages.py",
)
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "sentence": None,
    # The sentence of a refusal is translated where it is shown (incidents/core/errors.py).
    "Busy": None,
    "Conflict": None,
    "Invalid": None,
    "NotAllowed": None,
    "NotFound": None,
    "Unavailable": None,
    "Unsafe": None,
}
# Closed lists without public groups whose items people read: on the public form, and at the desk.
PUBLIC_LISTS = (
    "age_band",
    "consent_act",
    "contact_mode",
    "device",
    "gender",
    "guardians",
    "interpreter_need",
    "referral_result",
    "reporter_feedback",
    "source_heard",
    "time_of_day",
    "under18",
)
STAFF_LISTS = ("case_status", "closing_reason")
# Lists that only staff choose from, besides those of the coding.
DESK_LISTS = ("channel", "measure", "outcome", "systemic_flag", "translator_type")
# Lists whose codes only staff see and choose, also where residents choose among their groups.
CODED = "incidents/data/vocabularies.json#coded"


def extract() -> Catalog:
    """Every sentence that the code and the templates mark for translation."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    mappings = settings["tool"]["babel"]["mappings"]
    found = Catalog(charset="utf-8")
    for entry in extract_from_dir(
        ROOT,
        method_map=[(rule["pattern"], rule["method"]) for rule in mappings],
        keywords=KEYWORDS,
        comment_tags=("translators:",),
        directory_filter=lambda name: Path(name).name not in {".venv", ".git", "build", "instance"},
    ):
        place, line, sentence, comments, context = entry
        found.add(sentence, None, [(place, line)], auto_comments=comments, context=context)
    for sentence in coded():
        found.add(sentence, None, [(CODED, 1)])
    return found


def coded() -> Iterator[str]:
    """The codes' own words in the lists that only staff choose from."""
    yield from (item.label for name in (*FIELDS, *DESK_LISTS) for item in vocabulary(name).items)


def closed_lists(
    file: BinaryIO, keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """What people read of the vocabularies: babel's own way of extracting, for one JSON file."""
    for name, raw in json.load(file).items():
        offered = raw.get("public") or {}
        yield from ((1, None, sentence, []) for sentence in _offered(name, raw, offered))


def directory(
    file: BinaryIO, keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """What people read of the directory of helpers; the proper names of associations stay as they are."""
    raw = json.load(file)
    for item in (*raw["numbers"], *raw["rules"], *raw["bodies"]):
        said = [item.get("name"), item["about"], item.get("hours")]
        if item.get("proper"):
            said.remove(item["name"])
        yield from ((1, None, sentence, []) for sentence in said if sentence)


def accessibility(
    file: BinaryIO, keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """What people read of the accessibility statement's data."""
    raw = json.load(file)
    shortcomings = [one[part] for one in raw["shortcomings"] for part in ("what", "why", "instead")]
    yield from ((1, None, said, []) for said in (*raw["tested"], *shortcomings))


def publication_plan(
    file: BinaryIO, keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """What people read of the publication plan: the titles of tables and dimensions, and the codes' words."""
    raw = json.load(file)
    labels = [label for d in raw["dimensions"].values() for label in d.get("codes", {}).values()]
    titles = [one["title"] for one in (*raw["dimensions"].values(), *raw["tables"])]
    yield from ((1, None, said, []) for said in (*titles, *labels))


def _offered(name: str, raw: dict[str, Any], offered: dict[str, Any]) -> Iterator[str]:
    if question := offered.get("question_sv"):
        yield question
    if offered:
        yield from (choice["sv"] for choice in offered["choices"])
    elif name in PUBLIC_LISTS + STAFF_LISTS:
        yield from (item["sv"] for item in raw["items"])


def public(message: Message) -> bool:
    """Whether the public door may show this sentence."""
    return any(not str(place).startswith(STAFF_ONLY) for place, _ in message.locations)
