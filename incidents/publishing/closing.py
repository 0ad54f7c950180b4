"""`python -m incidents.publishing.closing`: one job from standard input, its answer on standard output.

The action that closes a quarter starts it: the facts come through the pipe and stand in no file. The first line is the
job (JSON), what follows it the blocks of facts one after the other. *draft* makes a release and has it checked in a
folder of its own; *place* puts releases that the ledger has into the folder that everybody reads.
"""

import base64
import fcntl
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from incidents.core import archive
from incidents.core.archive import Block
from incidents.core.statistics.plan import PlanError
from incidents.core.statistics.prepare import HistoryChanged, prepare
from incidents.core.statistics.release import Rules
from incidents.core.statistics.solver import SolverFailed
from incidents.publishing import folder as store
from incidents.publishing.next_release import count, described, kept, text
from incidents.publishing.spans import Job, spans


class Stopped(Exception):
    """Nothing is made or placed. `kind` is what the action has a sentence for."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind, self.text = kind, text


def draft(job: Job, blocks: Sequence[Block]) -> dict[str, Any]:
    """The next release with everything that the ledger keeps of it; checked, and nowhere published.

    `blocks` are those of its own two years, and later ones: a record may be given out after its quarter.
    """
    history: list[Job] = job["history"]
    rules = Rules()
    *earlier, span = spans(job, rules)
    found = count(job, span, blocks)
    made = prepare(
        f"r{job['number']}",
        span.plan,
        span.calendar,
        found.measured,
        span.tables(),
        found.known,
        rules,
    )
    document = kept(job, span, found, made, rules)
    told, with_records = described(earlier, span, found, made, document, history, rules)
    document["publication"] = text(told)
    _check_folder(Path(job["folder"]), history)
    before = [past["release"] for past in history]
    record, report = _checked(Path(job["folder"]), before, document, with_records)
    return {
        "document": document,
        "record": record,
        "report": report,
        "rules": rules.version,
        "shares": dict(made.hidden_share),
        "withheld": [one.id for one in made.withheld],
        "warnings": len(made.warnings),
    }


def _check_folder(folder: Path, history: Sequence[Job]) -> None:
    """Another municipality's folder may have releases of the same names."""
    for past in history:
        path = folder / past["release"] / store.RECORD
        if path.is_file() and _record(folder, past["release"]) != past["record"]:
            raise Stopped("folder", f"{past['release']} is not what the ledger has")


def place(job: Job, _: Sequence[Block]) -> dict[str, Any]:
    """Put into the folder what it does not have yet, each release whole or not at all, checked once more."""
    folder, releases = Path(job["folder"]), job["releases"]
    folder.mkdir(parents=True, exist_ok=True)
    # One at a time; the system lets go when this process ends.
    fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_EX)
    have = _published(folder, [one["release"] for one in releases])
    for one in releases:
        if one["release"] not in have:
            _publish(folder, one["document"])
        if _record(folder, one["release"]) != one["record"]:
            raise Stopped("folder", f"{one['release']} is not what the ledger has")
    if not job["errata"] and (folder / store.ERRATA).exists():
        raise Stopped("folder", "it has errata that nobody wrote")
    errata = store.put_errata(folder, job["errata"].encode())
    placed = [one["release"] for one in releases if one["release"] not in have]
    return {"placed": placed, "errata": errata}


def _published(folder: Path, names: Sequence[str]) -> list[str]:
    """The releases in the folder; they have to be the first of the ledger's."""
    have = store.published(folder)
    if have != list(names)[: len(have)]:
        raise Stopped("folder", "it has a release that the ledger does not have")
    return have


def _checked(
    folder: Path, names: Sequence[str], document: Job, with_records: bytes
) -> tuple[str, str]:
    """Publish into a copy: the hash of the release's record, and what the independent program says.

    It is asked once more as somebody who has every record that was given out: what is known by them is not published.
    """
    if _published(folder, names) != list(names):
        raise Stopped("folder", "a release of the ledger is missing in it")
    with tempfile.TemporaryDirectory() as room:
        copy = Path(room) / "published"
        if names:
            store.copied(folder, copy)
        else:
            copy.mkdir()
        _publish(copy, document)
        report = (copy / document["release"] / store.REPORT).read_text(encoding="utf-8")
        record = _record(copy, document["release"])
        (copy / store.PUBLICATION).write_bytes(with_records)
        store.check(copy, tables_only=True)
        return record, report


def _publish(folder: Path, document: Job) -> None:
    files = {name: base64.b64decode(text) for name, text in document["files"].items()}
    # A release that was frozen before there was one of these keeps its bytes.
    left, planned = document.get("withheld"), document.get("planned")
    facts = store.Facts(document["release"], document["about"], document["ids"], left, planned)
    store.publish(folder, facts, files, base64.b64decode(document["publication"]))


def _record(folder: Path, release: str) -> str:
    return hashlib.sha256((folder / release / store.RECORD).read_bytes()).hexdigest()


_VERBS: Mapping[str, Callable[[Job, Sequence[Block]], dict[str, Any]]] = {
    "draft": draft,
    "place": place,
}


#: What stops a job, as the action has a sentence for it.
_STOPS: Mapping[type[Exception], str] = {
    HistoryChanged: "history",
    SolverFailed: "solver",
    store.Refused: "gate",
    PlanError: "plan",
}


def answer(data: bytes) -> dict[str, Any]:
    """What a job comes to; a refusal is an answer too."""
    head, _, rest = data.partition(b"\n")
    job = json.loads(head)
    blocks, start = [], 0
    for length in job.get("blocks", ()):
        blocks.append(archive.unpack(rest[start : start + length]))
        start += length
    try:
        return _VERBS[job["verb"]](job, blocks)
    except Stopped as stopped:
        return {"stopped": stopped.kind, "text": stopped.text}
    except tuple(_STOPS) as error:
        return {"stopped": _STOPS[type(error)], "text": str(error)}
    except OSError as error:
        return {"stopped": "disk", "text": str(error.strerror)}


def main() -> int:
    """The solver's library prints its name to the process's standard output; the answer goes another way."""
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        out.write(json.dumps(answer(sys.stdin.buffer.read())).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
