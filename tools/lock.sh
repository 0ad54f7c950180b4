#!/bin/sh
# Renew requirements/*.txt: exact versions with hashes for every platform and Python from 3.11 on.
# No index address and no path of this machine gets into the files.
set -eu
cd "$(dirname "$0")/.."
lock() {
    target=$1
    shift
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
        --output-file "requirements/$target.txt" "$@"
    { echo "# Made by \`make lock\`; do not edit."; cat "requirements/$target.txt"; } > "requirements/.$target"
    mv "requirements/.$target" "requirements/$target.txt"
}
lock build requirements/build.in
lock run pyproject.toml
lock test --extra test --constraint requirements/run.txt --constraint requirements/build.txt pyproject.toml
