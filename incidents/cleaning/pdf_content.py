"""Content streams: parsed, reduced to the operators that draw, and written anew. Comments and marked content go."""

from pikepdf import (
    Array,
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Object,
    Page,
    PdfInlineImage,
    String,
    parse_content_stream,
    unparse_content_stream,
)

from incidents.cleaning.pdf_rules import DECODER_KEYS, INLINE_KEYS, OPERATORS, TEXT_OPERATORS
from incidents.cleaning.reasons import Reason, Refused


def clean_content(source: Object | Page) -> bytes:
    """The drawing operators of a page, form, pattern or glyph, in their order."""
    kept = [one for one in parse_content_stream(source) if _draws(one)]
    return unparse_content_stream(kept)


def _draws(one: ContentStreamInstruction | ContentStreamInlineImage) -> bool:
    if isinstance(one, ContentStreamInlineImage):
        _check_inline(one.iimage)
        return True
    operator = one.operator.unparse().decode("latin-1")
    if operator not in OPERATORS:
        return False
    return operator in TEXT_OPERATORS or not any(map(_holds_text, one.operands))


def _holds_text(operand: object) -> bool:
    """Whether an operand could carry words that are not drawn."""
    if isinstance(operand, Array):
        return any(map(_holds_text, operand))
    return isinstance(operand, (String, Dictionary))


def _check_inline(picture: PdfInlineImage) -> None:
    """Refuse a picture inside a content stream whose data or description could hold more than pixels."""
    for key, value in picture.obj.items():
        known = key in INLINE_KEYS
        if key == "/Filter":
            known = "DCT" not in str(value)
        elif key == "/DecodeParms":
            known = all(map(_is_decoder_hint, value if isinstance(value, Array) else [value]))
        elif key != "/ColorSpace":  # the palette of an indexed picture is a string
            known = known and not _holds_text(value)
        if not known:
            raise Refused(Reason.UNCLEANABLE)


def _is_decoder_hint(value: Object | None) -> bool:
    if not isinstance(value, Dictionary):
        return value is None
    return all(
        key in DECODER_KEYS and not isinstance(hint, (String, Array, Dictionary))
        for key, hint in value.items()
    )
