"""Copies what the rules allow of one PDF into another, object by object; the bytes of every stream are cleaned."""

import re
import zlib
from collections.abc import Callable, Mapping

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from incidents.cleaning.pdf_content import clean_content
from incidents.cleaning.pdf_fonts import clean_cff, clean_truetype, clean_type1
from incidents.cleaning.pdf_pictures import Picture, clean_picture_data, decoded
from incidents.cleaning.pdf_rules import PLAIN, RULES
from incidents.cleaning.reasons import Reason, Refused

#: The character collections that fonts are made for; another name would be somebody's own word.
_COLLECTIONS = frozenset(
    (b"Adobe", b"Identity", b"UCS", b"Japan1", b"GB1", b"CNS1", b"Korea1", b"KR", b"Manga1")
)
_DEVICE = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
# What plain colours mean on this page: a profile in most cases, and profiles go.
_DEFAULT_COLOURS = frozenset(("/DefaultGray", "/DefaultRGB", "/DefaultCMYK"))
_COMMENT = re.compile(rb"%[^\r\n]*")
_CALCULATOR = 4


class Copier:
    """Copies into one document. What is shared stays shared, and what leads to itself ends."""

    def __init__(self, target: Pdf, pixels: int) -> None:
        self._target = target
        self._pixels = pixels
        self._done: dict[tuple[tuple[int, int], str], Object] = {}
        self._special: dict[str, Callable[[Object], Object | None]] = {
            "bytes": self._bytes,
            "collection name": _collection_name,
            "colour": self._colour,
            "xobject": self._xobject,
        }

    def copy(self, value: Object, rule: str) -> Object | None:
        """What the rule keeps of this value; None if that is nothing."""
        if rule in self._special:
            return self._special[rule](value)
        if isinstance(value, Array):
            return self._array(value, rule)
        if isinstance(value, (Dictionary, Stream)):
            return None if rule == PLAIN else self._dictionary(value, rule)
        return _scalar(value)

    def fill(self, target: Object, source: Object, rule: str) -> None:
        """Copy the keys that the rule names from one dictionary (or that of a stream) to another."""
        keys, every = RULES[rule].keys, RULES[rule].every
        for key, value in source.items():
            wanted = every or keys.get(key)
            if wanted is None or key in _DEFAULT_COLOURS:
                continue
            kept = self.copy(value, wanted)
            if kept is not None:
                target[key] = kept

    def stream(self, data: bytes) -> Object:
        """A new stream with these bytes, compressed at once: those of a whole document may be many."""
        made = Stream(self._target, b"")
        made.write(zlib.compress(data), filter=Name.FlateDecode)
        return made

    def _array(self, value: Object, rule: str) -> Object | None:
        kept = [self.copy(item, rule) for item in value]
        # Each place means something: an array with a gap would say something else.
        return None if any(item is None for item in kept) else Array(kept)

    def _dictionary(self, value: Object, rule: str) -> Object | None:
        if (value.objgen, rule) in self._done:
            return self._done[value.objgen, rule]
        if isinstance(value, Stream):
            how = RULES[rule].stream
            if how is None:
                return None
            made = self.stream(_CLEANERS[how](value))
        else:
            made = Dictionary()
            if value.is_indirect:
                made = self._target.make_indirect(made)
        self._remember(value, rule, made)
        self.fill(made, value, rule)
        return made

    def _remember(self, value: Object, rule: str, made: Object) -> None:
        # Before its parts are copied: one of them may lead back to it.
        if value.is_indirect:
            self._done[value.objgen, rule] = made

    def _bytes(self, value: Object) -> Object | None:
        if isinstance(value, Stream):
            return self.stream(decoded(value))
        return String(bytes(value)) if isinstance(value, String) else _scalar(value)

    def _xobject(self, value: Object) -> Object | None:
        if isinstance(value, Array):
            return self._array(value, PLAIN)  # a range of colours that is left out
        if not isinstance(value, Stream):
            return None
        match str(value.get("/Subtype")):
            case "/Image":
                return self._image(value)
            case "/Form":
                return self._dictionary(value, "form")
        raise Refused(Reason.UNCLEANABLE)

    def _image(self, value: Object) -> Object:
        if (value.objgen, "image") in self._done:
            return self._done[value.objgen, "image"]
        picture = clean_picture_data(value, self._pixels)
        made = self._pixels_of(picture)
        self._remember(value, "image", made)
        self.fill(made, value, "image")
        if picture.colours is not None:
            made["/ColorSpace"] = picture.colours
            made["/BitsPerComponent"] = 8
        return made

    def _pixels_of(self, picture: Picture) -> Object:
        if picture.filter is None:
            return self.stream(picture.data)
        made = Stream(self._target, b"")
        hints = Dictionary(picture.hints)
        if picture.shared is not None:
            hints["/JBIG2Globals"] = self.stream(picture.shared)
        made.write(picture.data, filter=picture.filter, decode_parms=hints)
        return made

    def _colour(self, value: Object) -> Object | None:
        """A colour space without profile. A profile can name the camera; what it maps to is near enough on a page."""
        if not isinstance(value, Array):
            return _scalar(value)
        name, *rest = [*value] or [None]
        if name is None or not rest:
            return _scalar(name)
        if name == Name.ICCBased:
            return _device(rest[0])
        return _whole([_scalar(name), *self._colour_parts(str(name), rest)])

    def _colour_parts(self, family: str, rest: list[Object]) -> list[Object | None]:
        match family, rest:
            case "/CalGray" | "/CalRGB" | "/Lab", [numbers]:
                return [self.copy(numbers, "calibration")]
            case "/Indexed", [base, last, palette]:
                return [self._colour(base), _scalar(last), self._bytes(palette)]
            case "/Separation" | "/DeviceN", [inks, alternate, mixing, *_]:
                mixed = self.copy(mixing, "function")
                return [self.copy(inks, PLAIN), self._colour(alternate), mixed]
            case "/Pattern", [base]:
                return [self._colour(base)]
        raise Refused(Reason.UNCLEANABLE)


def _device(profile: Object) -> Object:
    """The plain colours with as many components as a profile."""
    components = int(profile.get("/N", 0)) if isinstance(profile, Stream) else 0
    if components not in _DEVICE:
        raise Refused(Reason.UNCLEANABLE)
    return _DEVICE[components]


def _whole(parts: list[Object | None]) -> Object:
    """An array of parts that are all there."""
    if any(part is None for part in parts):
        raise Refused(Reason.UNCLEANABLE)
    return Array(parts)


def _scalar(value: Object | None) -> Object | None:
    """A number, name, truth value or null of its own, free of the document that it came from."""
    if value is None or isinstance(value, (String, Array, Dictionary, Stream)):
        return None
    return Object.parse(value.unparse(resolved=True)) if value.is_indirect else value


def _collection_name(value: Object) -> Object | None:
    known = isinstance(value, String) and bytes(value) in _COLLECTIONS
    return String(bytes(value)) if known else String("Identity")


def _without_comments(stream: Object) -> bytes:
    return _COMMENT.sub(b"", decoded(stream))


def _function_code(stream: Object) -> bytes:
    """The samples or the program of a function; only a program can have comments."""
    program = int(stream.get("/FunctionType", 0)) == _CALCULATOR
    return _without_comments(stream) if program else decoded(stream)


_CLEANERS: Mapping[str, Callable[[Object], bytes]] = {
    "bytes": decoded,
    "cff": lambda stream: clean_cff(decoded(stream)),
    "cmap": _without_comments,
    "code": _function_code,
    "content": clean_content,
    "truetype": lambda stream: clean_truetype(decoded(stream)),
    "type1": lambda stream: clean_type1(decoded(stream)),
}
