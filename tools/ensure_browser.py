"""Find a Chromium and fonts for the browser tests; install both from the distribution if that is possible.

Exit 0 when the browser tests can run, or when they may be skipped (the reason is printed loudly).
Exit 1 when they cannot run and INCIDENTS_REQUIRE_BROWSER=1 says that they must.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGES = ("chromium", "fontconfig", "fonts-noto-core", "fonts-noto-color-emoji")
UPDATE_SECONDS = 180
INSTALL_SECONDS = 480


def find_browser() -> str | None:
    """The path of a Chromium: the one that CHROMIUM names, else the first in PATH."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def has_fonts() -> bool:
    """Whether letters for every language of the product are there, Arabic as the witness."""
    if shutil.which("fc-list") is None:
        return False
    answer = subprocess.run(
        ["fc-list", ":lang=ar", "family"],
        capture_output=True,
        text=True,
        check=False,
    )
    return "Noto" in answer.stdout


def apt(*arguments: str, seconds: int) -> str | None:
    """Run apt-get without questions; the reason if it failed, else nothing."""
    command = ["apt-get", "-o", "Acquire::Retries=2", *arguments]
    surroundings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print("+", " ".join(command), flush=True)
    try:
        done = subprocess.run(
            command,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"apt-get {arguments[0]} did not finish within {seconds} seconds"
    if done.returncode == 0:
        return None
    last = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()[-1]
    return f"apt-get {arguments[0]} failed: {last}"


def install() -> str | None:
    """Install browser and fonts from the distribution; the reason if that was not possible."""
    if shutil.which("apt-get") is None:
        return "this system has no apt-get"
    if os.geteuid() != 0:
        return "only root may install packages"
    return apt("update", "-q", seconds=UPDATE_SECONDS) or apt(
        "install", "-y", "-q", "--no-install-recommends", *PACKAGES, seconds=INSTALL_SECONDS
    )


def missing() -> list[str]:
    """What the browser tests lack, in words."""
    lacks = []
    if find_browser() is None:
        lacks.append("a Chromium (in PATH, or named by CHROMIUM)")
    if not has_fonts():
        lacks.append("the Noto fonts")
    return lacks


def warn(lacks: list[str], reason: str) -> None:
    """Say it so that nobody misses it."""
    line = "!" * 78
    print(line)
    print(f"!! The browser tests lack {' and '.join(lacks)}.")
    print(f"!! Not installed: {reason}.")
    print(f"!! As root: apt-get install {' '.join(PACKAGES)}")
    print(line, flush=True)


def main() -> int:
    """Make the browser tests possible, or say why not."""
    if not missing():
        return 0
    reason = install() or "the packages are installed and still not found"
    lacks = missing()
    if not lacks:
        return 0
    warn(lacks, reason)
    must = os.environ.get("INCIDENTS_REQUIRE_BROWSER") == "1"
    # Letters that show as boxes make no test wrong: only a missing browser does.
    return 1 if must and find_browser() is None else 0


if __name__ == "__main__":
    sys.exit(main())
