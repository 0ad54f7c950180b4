"""`incidents statistics ...`: try what a volume allows, check a folder of releases, join those of municipalities."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from incidents.core.lists import DISTRICT, FIXED
from incidents.core.statistics.plan import dimensions
from incidents.core.statistics.release import Rules
from incidents.core.statistics.solver import SolverFailed
from incidents.publishing import folder, joint, simulate

Add = Callable[..., argparse.ArgumentParser]


def main(arguments: list[str] | None = None) -> int:
    """Run one of the commands; 0 only when everything is safe."""
    options = _parser().parse_args(arguments)
    _hush()
    try:
        return int(options.run(options))
    except folder.Refused as refused:
        print(
            "\n".join(["incidents: nothing is published", *_lines(str(refused))]), file=sys.stderr
        )
    except (ValueError, SolverFailed) as error:
        print(f"incidents: {error}", file=sys.stderr)
    except OSError as error:
        print(f"incidents: {error.filename}: {error.strerror}", file=sys.stderr)
    return 1


def _hush() -> None:
    """The solver's library prints its name to the process's standard output; what we print goes another way."""
    sys.stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _parser() -> argparse.ArgumentParser:
    text = "What opens real facts: `incidents statistics fold`, `close` and `ledger`, each with --help."
    parser = argparse.ArgumentParser(prog="incidents statistics", description=__doc__, epilog=text)
    acts = parser.add_subparsers(required=True, metavar="ACT")
    text = "publish invented reports into a new folder, release by release"
    trying = acts.add_parser("simulate", help=text, description=text)
    trying.set_defaults(run=run_simulate)
    trying.add_argument("--reports", type=int, required=True, help="in all quarters together")
    trying.add_argument("--seed", type=int, default=1)
    trying.add_argument("--threshold", type=int, default=5)
    trying.add_argument("--quarters", type=int, default=8)
    trying.add_argument("--first-year", type=int, default=simulate.FIRST_YEAR)
    trying.add_argument("--out", type=Path, required=True, metavar="DIR")
    text = "check a folder of releases again, as anybody can"
    verifying = acts.add_parser("verify", help=text, description=text)
    verifying.set_defaults(run=run_verify)
    verifying.add_argument("folder", type=Path, metavar="DIR")
    text = "put the published folders of several municipalities together, in a new folder"
    joining = acts.add_parser("join", help=text, description=text)
    joining.set_defaults(run=run_join)
    joining.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    text = "code and name of a municipality, such as 0180=Strandvik; once for each DIR, in the same order"
    joining.add_argument(
        "--municipality", action="append", default=[], metavar="CODE=NAME", help=text
    )
    joining.add_argument("--contact", default="", help="who answers questions about the figures")
    text = "no year that follows from quarters: only periods that each has published itself"
    joining.add_argument("--as-published", action="store_true", help=text)
    joining.add_argument("--out", type=Path, required=True, metavar="NEW-DIR")
    return parser


def run_simulate(options: argparse.Namespace) -> int:
    """Everything in the folder comes from invented reports."""
    target: Path = options.out
    if target.exists() and any(target.iterdir()):
        raise ValueError(f"{target} is not empty: name a new folder")
    rules = Rules(options.threshold, max(options.threshold, 5))
    exercise = simulate.Exercise(
        options.reports,
        options.seed,
        options.quarters,
        rules,
        dimensions(_districts()),
        options.first_year,
    )
    target.mkdir(parents=True, exist_ok=True)
    for made in simulate.run(exercise, target):
        for line in simulate.told(made):
            print(line, flush=True)
    print(_checked(target))
    return 0


def run_verify(options: argparse.Namespace) -> int:
    """What the independent program finds, a line each."""
    if not (options.folder / folder.PUBLICATION).is_file():
        raise ValueError(f"{options.folder} holds no publication")
    try:
        report = folder.check(options.folder)
    except folder.Refused as refused:
        for line in _lines(str(refused)):
            print(line)
        return 1
    most = json.loads(report)["threshold"] - 1
    told = "how many reports came in and how they were met (t0.csv), which is always told"
    found = f"No number from 1 to {most} is shown or follows, besides {told}."
    print(f"{options.folder}: nothing found. {found}")
    return 0


def run_join(options: argparse.Namespace) -> int:
    """The check has passed each folder and the whole; or nothing is there."""
    names = [text.partition("=") for text in options.municipality]
    if len(names) != len(options.folders):
        raise ValueError("name each folder's municipality once: --municipality CODE=NAME")
    named = [
        joint.Named(one, code.strip(), name.strip())
        for one, (code, _, name) in zip(options.folders, names, strict=True)
    ]
    made = joint.join(named, options.out, options.contact, as_published=options.as_published)
    for table in made.tables:
        print(f"{table.slice.id}: {table.slice.table.title}")
    for text in made.left_out:
        print(f"    {text}")
    print(_checked(options.out))
    return 0


def _checked(made: Path) -> str:
    return f"Everything in {made} is checked. Check again: incidents statistics verify {made}"


def _lines(report: str) -> list[str]:
    try:
        findings = json.loads(report)["findings"]
    except ValueError:
        return [report]
    lines = [f"{one['kind']}: {one['where']}: {one['text']}" for one in findings]
    many = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
    return [*lines, f"{many}: do not publish, do not believe."]


def _districts() -> dict[str, str]:
    """The districts of the demonstration."""
    text = (files("incidents") / "data" / "demo_districts.json").read_text(encoding="utf-8")
    own = {one["code"]: one["name"]["sv"] for one in json.loads(text)["items"]}
    return {**own, **{code: str(label) for code, label in FIXED[DISTRICT].items()}}


if __name__ == "__main__":
    sys.exit(main())
