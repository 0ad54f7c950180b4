"""Sound: the container is taken apart, and a new one is made around the coded sound alone. Nothing is coded again.

Runs in the child process only. What a container holds besides (tags, pictures, chapters, dates, places, padding, chunks
that nobody knows) has no way into the new one. Standard library only: no decoder is needed.
"""

import struct
from collections.abc import Callable, Mapping

from incidents.cleaning.kinds import Kind
from incidents.cleaning.limits import Limits
from incidents.cleaning.reasons import Reason, Refused
from incidents.cleaning.sound_flac import clean_flac
from incidents.cleaning.sound_mp3 import clean_mp3
from incidents.cleaning.sound_mp4 import clean_mp4
from incidents.cleaning.sound_ogg import clean_ogg
from incidents.cleaning.sound_wav import clean_wav

_CLEANERS: Mapping[Kind, Callable[[bytes], bytes]] = {
    Kind.FLAC: clean_flac,
    Kind.M4A: clean_mp4,
    Kind.MP3: clean_mp3,
    Kind.OGG: clean_ogg,
    Kind.WAV: clean_wav,
}


def clean_sound(kind: Kind, data: bytes, limits: Limits) -> tuple[Kind, bytes]:
    """The same coded sound in a bare container; raises `Refused`."""
    try:
        return kind, _CLEANERS[kind](data)
    except (IndexError, struct.error):
        # A file that ends before it has said what it promised.
        raise Refused(Reason.DAMAGED) from None
