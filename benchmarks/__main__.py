"""`python -m benchmarks [--quick] [NAME ...]`: print the figures, each beside what DESIGN asks."""

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import FIGURES, Bench, revision
from incidents import create_app
from incidents.store.database import database
from incidents.store.schema import upgrade
from tests.serving import Served, serve_product
from tests.support import installed, settings_for


def main() -> int:
    """Set up product and baseline on fresh databases, run the named figures, print them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the work, to try it out")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {' '.join(FIGURES)}")
    options = parser.parse_args()
    unknown = set(options.names) - set(FIGURES)
    if unknown:
        parser.error(f"no such figure: {' '.join(sorted(unknown))}")
    wanted = [name for name in FIGURES if not options.names or name in options.names]
    print(f"{revision()}, Python {platform.python_version()}, {os.cpu_count()} processors, SQLite")
    with tempfile.TemporaryDirectory(prefix="incidents-bench-") as folder:
        run(Path(folder), ["base", *(name for name in wanted if name != "base")], options.quick)
    return 0


def run(folder: Path, names: list[str], quick: bool) -> None:  # noqa: FBT001 - a switch of the command line
    """The figures, in order."""
    settings = settings_for(folder, f"sqlite:///{folder / 'incidents.db'}")
    app = create_app(settings, ())
    with app.app_context():
        upgrade()
        database.engine.dispose()
    made = installed(settings)
    env = {**os.environ, "BASELINE_URL": f"sqlite:///{folder / 'baseline.db'}"}
    env["PYTHONPATH"] = str(Path(__file__).resolve().parents[1])
    with (
        # The benchmark sends more than a flood does; what is measured is an ordinary day.
        serve_product(made.settings, folder / "product.log", FLOOD_FROM="1000000") as served,
        Served(["-m", "benchmarks.baseline"], env, folder / "baseline.log") as baseline,
    ):
        bench = Bench(made, served, baseline, folder, quick)
        for name in names:
            for text in FIGURES[name](bench):
                print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
