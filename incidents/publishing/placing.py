"""`python -m incidents.publishing.placing`: what is frozen goes into the folder that everybody reads.

The action that publishes starts it: one job (JSON) on standard input, its answer on standard output. Placing counts
nothing, so neither numpy nor the solver is loaded for it.
"""

import base64
import fcntl
import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from incidents.publishing import folder as store

Job = Mapping[str, Any]


class Stopped(Exception):
    """Nothing is made or placed. `kind` is what the action has a sentence for."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind, self.text = kind, text


def place(job: Job) -> dict[str, Any]:
    """Put into the folder what it does not have yet, each release whole or not at all, checked once more."""
    folder, releases = Path(job["folder"]), job["releases"]
    folder.mkdir(parents=True, exist_ok=True)
    # One at a time; the system lets go when this process ends.
    fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_EX)
    have = published(folder, [one["release"] for one in releases])
    for one in releases:
        if one["release"] not in have:
            publish(folder, one["document"])
        if record_of(folder, one["release"]) != one["record"]:
            raise Stopped("folder", f"{one['release']} is not what the ledger has")
    if not job["errata"] and (folder / store.ERRATA).exists():
        raise Stopped("folder", "it has errata that nobody wrote")
    errata = store.put_errata(folder, job["errata"].encode())
    placed = [one["release"] for one in releases if one["release"] not in have]
    return {"placed": placed, "errata": errata}


def published(folder: Path, names: Sequence[str]) -> list[str]:
    """The releases in the folder; they have to be the first of the ledger's."""
    have = store.published(folder)
    if have != list(names)[: len(have)]:
        raise Stopped("folder", "it has a release that the ledger does not have")
    return have


def publish(folder: Path, document: Job) -> None:
    """Put a release of the ledger into a folder, checked."""
    files = {name: base64.b64decode(text) for name, text in document["files"].items()}
    # A release that was frozen before there was one of these keeps its bytes.
    left, planned = document.get("withheld"), document.get("planned")
    facts = store.Facts(document["release"], document["about"], document["ids"], left, planned)
    store.publish(folder, facts, files, base64.b64decode(document["publication"]))


def record_of(folder: Path, release: str) -> str:
    """The hash of a release's record."""
    return hashlib.sha256((folder / release / store.RECORD).read_bytes()).hexdigest()


def answered(
    deed: Callable[[], dict[str, Any]], stops: Mapping[type[Exception], str]
) -> dict[str, Any]:
    """What a job comes to; a refusal is an answer too. `stops`: what stops it, as the action has a sentence for it."""
    known: Mapping[type[Exception], str] = {store.Refused: "gate", **stops}
    try:
        return deed()
    except Stopped as stopped:
        return {"stopped": stopped.kind, "text": stopped.text}
    except tuple(known) as error:
        return {"stopped": known[type(error)], "text": str(error)}
    except OSError as error:
        return {"stopped": "disk", "text": str(error.strerror)}


def told(answer: Callable[[bytes], dict[str, Any]]) -> int:
    """The solver's library prints its name to the process's standard output; the answer goes another way."""
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        out.write(json.dumps(answer(sys.stdin.buffer.read())).encode())
    return 0


def answer(data: bytes) -> dict[str, Any]:
    """What the job comes to."""
    return answered(lambda: place(json.loads(data)), {})


if __name__ == "__main__":
    sys.exit(told(answer))
