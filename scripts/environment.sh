# Sourced by the other scripts: makes .venv from lock files, once, and leaves it alone after that.
# Expects $root, the top of the checkout. Sets $venv.

venv="$root/.venv"
installed="$venv/installed" # copies of what was installed from: equal files mean nothing to do

fail() {
    printf 'seedsearch: %s\n' "$1" >&2
    exit 1
}

# Print the first Python of a version that works here.
find_python() {
    local candidate
    for candidate in "${SEEDSEARCH_PYTHON:-python3}" python3.11 python3.12 python3.13 python; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
            >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

# is_installed LOCK...: whether .venv holds what these lock files and pyproject.toml say.
is_installed() {
    local file
    [ "$(cat "$installed/root" 2>/dev/null)" = "$root" ] || return 1
    for file in "$root/pyproject.toml" "$@"; do
        cmp -s "$file" "$installed/${file##*/}" || return 1
    done
}

# ensure_installed LOCK...: install exactly what the lock files say, unless that is done already.
ensure_installed() {
    local python lock requirements=()
    is_installed "$@" && return 0
    python=$(find_python) ||
        fail "Python 3.11, 3.12 or 3.13 is needed, but python3 is $(python3 --version 2>&1 | tail -n 1); install one, or set SEEDSEARCH_PYTHON to its path"
    mkdir -p "$venv" 2>/dev/null && exec 9>"$venv/.installing" ||
        fail "$venv cannot be written; make $root writable, or clone it somewhere else"
    # A second script waits for the first one's installation.
    if command -v flock >/dev/null 2>&1; then flock 9; fi
    is_installed "$@" && return 0

    printf 'Installing into %s (once, takes a minute or more) ...\n' "$venv" >&2
    if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --clear "$venv.new" >&2 ||
            fail "$python cannot make a virtual environment; install its venv module (on Debian: apt install python3-venv) and run this again"
        rm -rf "$venv.new"
        "$python" -m venv "$venv" >&2
    fi
    rm -rf "$installed"
    for lock in "$@"; do requirements+=(-r "$lock"); done
    pip() { "$venv/bin/python" -m pip --disable-pip-version-check "$@" >&2; }
    { pip install --quiet "${requirements[@]}" &&
        pip install --quiet --no-deps --no-build-isolation --editable "$root"; } ||
        fail "the packages could not be installed (pip's message is above); check the network, pip's settings and the room on the disk (3 GB), then run this again"
    # Where Python is told to write no bytecode, every command would compile the sources again.
    "$venv/bin/python" -m compileall -q "$root/index" "$root/search" >&2 || true
    mkdir "$installed"
    cp "$root/pyproject.toml" "$@" "$installed/"
    printf '%s\n' "$root" >"$installed/root"
    exec 9>&-
}
