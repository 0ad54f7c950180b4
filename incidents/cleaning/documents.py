"""PDF documents: a new document is made, and the content of each page copied into it. Nothing else comes along.

Runs in the child process only.
"""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf
from pikepdf.exceptions import PikepdfError
from pikepdf.settings import set_qpdf_limits

from incidents.cleaning.kinds import Kind
from incidents.cleaning.limits import Limits
from incidents.cleaning.pdf_content import clean_content
from incidents.cleaning.pdf_copy import Copier
from incidents.cleaning.reasons import Reason, Refused

# One stream of a small file may not fill the whole memory.
_LARGEST_STREAM = 256 * 1024 * 1024
_LIMIT_MET = "memory limit exceeded"
_MARKS = frozenset(
    f"/{name}"
    for name in (
        *("Caret", "Circle", "FreeText", "Highlight", "Ink", "Line", "PolyLine", "Polygon"),
        *("Redact", "Square", "Squiggly", "Stamp", "StrikeOut", "Underline"),
    )
)
# What qpdf says of slips that cost no content.
_HARMLESS = (
    "reported number of objects",
    "object has offset 0",
    "has duplicated key",
    "Resources is missing or invalid",
    "set a checkbox field",
    "output may still be valid",
)
# The flags of an annotation that is hidden, or not for the screen.
_NOT_SEEN = 2 | 32
set_qpdf_limits(
    flate_max_memory=_LARGEST_STREAM,
    png_max_memory=_LARGEST_STREAM,
    run_length_max_memory=_LARGEST_STREAM,
    tiff_max_memory=_LARGEST_STREAM,
    # The parser would leave out, without a word, what comes after so many errors.
    parser_max_errors=0,
)


def clean_document(kind: Kind, data: bytes, limits: Limits) -> tuple[Kind, bytes]:
    """The pages of `data` as they look on a screen; raises `Refused`.

    What is drawn by annotations and filled-in forms becomes part of the page, and the rest of them goes, links too.
    A damaged file is not repaired: a page could be lost without a word.
    """
    try:
        with (
            Pdf.open(
                io.BytesIO(data), attempt_recovery=False, conversion_mode="explicit"
            ) as source,
            pikepdf.new() as target,
        ):
            _check(source, limits)
            _draw_annotations(source)
            _copy_pages(source, target, limits)
            _check_warnings(source)
            return kind, _written(target)
    except pikepdf.PasswordError:
        raise Refused(Reason.LOCKED) from None
    except (TypeError, ValueError):
        # A value of another type than its key asks for.
        raise Refused(Reason.DAMAGED) from None
    except PikepdfError as error:
        too_much = _LIMIT_MET in str(error)
        raise Refused(Reason.TOO_DEMANDING if too_much else Reason.DAMAGED) from None


def _check(source: Pdf, limits: Limits) -> None:
    """Refuse what would not be the same document afterwards."""
    if source.is_encrypted:
        raise Refused(Reason.LOCKED)
    if not source.pages:
        raise Refused(Reason.DAMAGED)
    if len(source.pages) > limits.pages:
        raise Refused(Reason.TOO_MANY_PAGES)
    # A portfolio and a form that draws itself show only a notice on their pages.
    if "/Collection" in source.Root or "/NeedsRendering" in source.Root:
        raise Refused(Reason.UNCLEANABLE)
    if _hides_layers(source.Root.get("/OCProperties")):
        raise Refused(Reason.UNCLEANABLE)


def _hides_layers(layers: Object | None) -> bool:
    """Whether a layer is not shown at first. Layers go, so it would be seen, by people whom it was not meant for."""
    if not isinstance(layers, Dictionary):
        return False
    first = layers.get("/D")
    if not isinstance(first, Dictionary):
        return False
    hidden = first.get("/OFF")
    return (isinstance(hidden, Array) and len(hidden) > 0) or first.get(
        "/BaseState", Name.ON
    ) != Name.ON


def _draw_annotations(source: Pdf) -> None:
    """Let what annotations and form fields show on a screen become content of the page."""
    for page in source.pages:
        annotations = page.obj.get("/Annots")
        if isinstance(annotations, Array) and any(map(_draws_itself, annotations)):
            raise Refused(Reason.UNCLEANABLE)
    form = source.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and "/NeedAppearances" in form:
        source.generate_appearance_streams()
    source.flatten_annotations("screen")


def _draws_itself(annotation: Object) -> bool:
    """Whether this is a mark that is seen only because viewers know how to draw its kind: it would be lost."""
    return (
        isinstance(annotation, Dictionary)
        and str(annotation.get("/Subtype")) in _MARKS
        and "/AP" not in annotation
        and not int(annotation.get("/F", 0)) & _NOT_SEEN
    )


def _copy_pages(source: Pdf, target: Pdf, limits: Limits) -> None:
    copier = Copier(target, limits.pixels)
    for page in source.pages:
        made = target.make_indirect(Dictionary(Type=Name.Page))
        copier.fill(made, page.obj, "page")
        made["/Contents"] = copier.stream(clean_content(page))
        target.pages.append(Page(made))


def _check_warnings(source: Pdf) -> None:
    """Refuse a document that was read only in part: an empty place would look like what was meant."""
    for warning in source.get_warnings():
        if not any(word in str(warning) for word in _HARMLESS):
            raise Refused(Reason.DAMAGED)


def _written(target: Pdf) -> bytes:
    """The file, in one piece; its identifier is made from its content and from nothing else."""
    written = io.BytesIO()
    target.save(
        written,
        deterministic_id=True,
        fix_metadata_version=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        preserve_pdfa=False,
    )
    return written.getvalue()
