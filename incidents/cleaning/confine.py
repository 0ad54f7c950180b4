"""What a child process may do: so much memory and time, no file, no socket, no other process.

The limits hold on every system that the product runs on. Landlock comes on top where the kernel has it: it keeps a
decoder that somebody has taken over from deleting files, and from looking into the web worker.
"""

import ctypes
import resource
import struct

from incidents.cleaning.limits import Limits

_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
# These numbers are the same on every processor.
_LANDLOCK_CREATE_RULESET = 444
_LANDLOCK_RESTRICT_SELF = 446
_ASK_VERSION = 1
# How many rights over files each version of Landlock knows; a later one knows at least as many.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_MOST_FILE_RIGHTS = 16
_BIND_AND_CONNECT = 0b11
_SOCKETS_AND_SIGNALS = 0b11


def limit(limits: Limits) -> None:
    """Bound memory, processor time and files, before anything else is loaded. No byte can go to a file after this."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
    ):
        resource.setrlimit(what, (most, most))


def close_doors(*, threads: bool = False) -> None:
    """After this no file, socket or pipe can be opened and, unless `threads` are needed, no process started.

    What is open stays so. Called when every module is loaded and before the first byte of a stranger's file is read.
    """
    confine_with_landlock()
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    if not threads:
        # A thread counts as a process. The limit does not hold for root, whom no server should run as.
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def confine_with_landlock() -> bool:
    """Give up every right over files, network and other processes; False where the kernel cannot do it."""
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    version = system.syscall(_LANDLOCK_CREATE_RULESET, None, 0, _ASK_VERSION)
    if version < 1:
        return False
    rules = _all_rights(version)
    ruleset = system.syscall(_LANDLOCK_CREATE_RULESET, rules, len(rules), 0)
    return bool(ruleset >= 0 and system.syscall(_LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0)


def _all_rights(version: int) -> bytes:
    """The rights that are given up, as the kernel's structure of this version: files, network, scope."""
    files = (1 << _FILE_RIGHTS.get(version, _MOST_FILE_RIGHTS)) - 1
    rules = struct.pack("Q", files)
    if version >= 4:
        rules += struct.pack("Q", _BIND_AND_CONNECT)
    if version >= 6:
        rules += struct.pack("Q", _SOCKETS_AND_SIGNALS)
    return rules
