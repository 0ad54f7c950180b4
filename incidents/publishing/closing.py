"""`python -m incidents.publishing.closing`: one job from standard input, its answer on standard output.

The action that closes a quarter starts it: the facts come through the pipe and stand in no file. The first line is the
job (JSON), what follows it the blocks of facts one after the other. It makes a release and has it checked in a folder
of its own; `placing` puts it into the folder that everybody reads, once it is frozen.
"""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
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
from incidents.publishing.placing import Stopped, answered, publish, published, record_of, told
from incidents.publishing.spans import Job, spans


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
    public, with_records = described(earlier, span, found, made, document, history, rules)
    document["publication"] = text(public)
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
        if path.is_file() and record_of(folder, past["release"]) != past["record"]:
            raise Stopped("folder", f"{past['release']} is not what the ledger has")


def _checked(
    folder: Path, names: Sequence[str], document: Job, with_records: bytes
) -> tuple[str, str]:
    """Publish into a copy: the hash of the release's record, and what the independent program says.

    It is asked once more as somebody who has every record that was given out: what is known by them is not published.
    Where there are none, that is the same question to the byte, and it has been answered.
    """
    if published(folder, names) != list(names):
        raise Stopped("folder", "a release of the ledger is missing in it")
    with tempfile.TemporaryDirectory() as room:
        copy = Path(room) / "published"
        if names:
            store.copied(folder, copy)
        else:
            copy.mkdir()
        publish(copy, document)
        report = (copy / document["release"] / store.REPORT).read_text(encoding="utf-8")
        record = record_of(copy, document["release"])
        if (copy / store.PUBLICATION).read_bytes() != with_records:
            (copy / store.PUBLICATION).write_bytes(with_records)
            store.check(copy, tables_only=True)
        return record, report


#: What stops a draft besides.
_STOPS: Mapping[type[Exception], str] = {
    HistoryChanged: "history",
    SolverFailed: "solver",
    PlanError: "plan",
}


def answer(data: bytes) -> dict[str, Any]:
    """What the job comes to."""
    head, _, rest = data.partition(b"\n")
    job = json.loads(head)
    blocks, start = [], 0
    for length in job["blocks"]:
        blocks.append(archive.unpack(rest[start : start + length]))
        start += length
    return answered(lambda: draft(job, blocks), _STOPS)


if __name__ == "__main__":
    sys.exit(told(answer))
