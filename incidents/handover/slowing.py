"""Wrong passphrases, counted by link in this process's memory alone: whoever tries many is told to wait.

They close nothing, and the right passphrase is let in at any moment: 78 random bits beside the 256 of the link are
guessed at no speed (docs/adr/0035).
"""

import os
import time

from incidents.core.failures import Failures
from incidents.crypto.handover import Link

#: So many in some ten minutes are a slip of somebody who types what they heard.
MOST_SLIPS = 10
_failures = Failures(os.urandom(32))


def wrong(link: Link) -> bool:
    """One more wrong passphrase; True where it is time to wait."""
    moment = time.monotonic()
    _failures.count(link.parcel, moment)
    return _failures.of(link.parcel, moment) > MOST_SLIPS
