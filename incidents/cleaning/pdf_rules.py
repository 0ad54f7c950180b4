"""What of a PDF page is content: for each kind of dictionary, the keys that are kept. Everything else is left out.

The keys are those of ISO 32000 that a viewer needs to draw a page. Comments, names of authors and programs, dates,
structure, layers, actions, attachments and whatever a program adds of its own are in no rule, so they are never copied.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Numbers, names, truth values, and arrays of them.
PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Rule:
    """The keys that are kept, each with the name of the rule for its value."""

    keys: Mapping[str, str] = field(default_factory=dict)
    # The rule for every key, where the keys are names that the page itself has chosen.
    every: str | None = None
    # How the bytes are cleaned where a stream may stand; None where none may.
    stream: str | None = None


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _plain(words: str, **more: str) -> dict[str, str]:
    plain = {f"/{word}": PLAIN for word in _words(words)}
    return plain | {f"/{word}": rule for word, rule in more.items()}


RULES: Mapping[str, Rule] = {
    "page": Rule(_plain("MediaBox CropBox Rotate UserUnit", Group="group", Resources="resources")),
    "resources": Rule(
        _plain(
            "ProcSet",
            ColorSpace="colours",
            ExtGState="states",
            Font="fonts",
            Pattern="patterns",
            Shading="shadings",
            XObject="xobjects",
        )
    ),
    "colours": Rule(every="colour"),
    "fonts": Rule(every="font"),
    "patterns": Rule(every="pattern"),
    "shadings": Rule(every="shading"),
    "states": Rule(every="state"),
    "xobjects": Rule(every="xobject"),
    "form": Rule(
        _plain("Type Subtype FormType BBox Matrix", Group="group", Resources="resources"),
        stream="content",
    ),
    "group": Rule(_plain("Type S I K", CS="colour")),
    "image": Rule(
        _plain(
            "Type Subtype Width Height BitsPerComponent ImageMask Decode Interpolate Intent Matte",
            ColorSpace="colour",
            Mask="xobject",
            SMask="xobject",
        )
    ),
    "state": Rule(
        _plain(
            "Type LW LC LJ ML D RI OP op OPM FL SM SA BM CA ca AIS TK", Font="font", SMask="mask"
        )
    ),
    "mask": Rule(_plain("Type S BC", G="xobject", TR="function")),
    "pattern": Rule(
        _plain(
            "Type PatternType PaintType TilingType BBox XStep YStep Matrix",
            ExtGState="state",
            Resources="resources",
            Shading="shading",
        ),
        stream="content",
    ),
    "shading": Rule(
        _plain(
            "ShadingType Background BBox AntiAlias Coords Domain Extend Matrix BitsPerCoordinate "
            "BitsPerComponent BitsPerFlag VerticesPerRow Decode",
            ColorSpace="colour",
            Function="function",
        ),
        stream="bytes",
    ),
    "function": Rule(
        _plain(
            "FunctionType Domain Range Size BitsPerSample Order Encode Decode C0 C1 N Bounds",
            Functions="function",
        ),
        stream="code",
    ),
    "calibration": Rule(_plain("WhitePoint BlackPoint Gamma Matrix Range")),
    "font": Rule(
        _plain(
            "Type Subtype BaseFont FirstChar LastChar Widths FontBBox FontMatrix DW W DW2 W2",
            CharProcs="glyphs",
            CIDSystemInfo="collection",
            CIDToGIDMap="bytes",
            DescendantFonts="font",
            Encoding="encoding",
            FontDescriptor="descriptor",
            Resources="resources",
            ToUnicode="encoding",
        )
    ),
    "glyphs": Rule(every="glyph"),
    "glyph": Rule(stream="content"),
    "collection": Rule(
        _plain("Supplement", Registry="collection name", Ordering="collection name")
    ),
    "descriptor": Rule(
        _plain(
            "Type FontName Flags FontBBox ItalicAngle Ascent Descent Leading CapHeight XHeight "
            "StemV StemH AvgWidth MaxWidth MissingWidth FontStretch FontWeight",
            FontFile="type1",
            FontFile2="truetype",
            FontFile3="cff",
        )
    ),
    "encoding": Rule(
        _plain(
            "Type BaseEncoding Differences CMapName WMode",
            CIDSystemInfo="collection",
            UseCMap="encoding",
        ),
        stream="cmap",
    ),
    "type1": Rule(_plain("Length1 Length2 Length3"), stream="type1"),
    "truetype": Rule(stream="truetype"),
    "cff": Rule(_plain("Subtype"), stream="cff"),
}

#: The operators of a content stream that draw. Marked content is not among them: it names layers and carries text
#: that is read out or copied instead of the one that is seen.
OPERATORS = _words(
    "b B b* B* BI BT c cm CS cs d d0 d1 Do EI ET f F f* G g gs h i ID j J K k l m M n q Q re RG rg "
    "ri s S SC sc SCN scn sh T* Tc Td TD Tf TJ Tj TL Tm Tr Ts Tw Tz v w W W* y ' \""
)
#: The only operators whose operands may be text.
TEXT_OPERATORS = _words("Tj TJ ' \"")
#: The keys of a picture inside a content stream, in their long and short forms.
INLINE_KEYS = _words(
    "/BitsPerComponent /BPC /ColorSpace /CS /Decode /D /DecodeParms /DP /Filter /F /Height /H "
    "/ImageMask /IM /Interpolate /I /Length /L /Width /W"
)
#: What a decoder may be told about the data of a picture.
DECODER_KEYS = _words(
    "/BitsPerComponent /BlackIs1 /ColorTransform /Colors /Columns /DamagedRowsBeforeError "
    "/EarlyChange /EncodedByteAlign /EndOfBlock /EndOfLine /K /Predictor /Rows"
)
