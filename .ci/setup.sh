#!/bin/sh
# Makes .venv ready: `setup.sh` to run On Record, `setup.sh dev` to test it as well.
#
# Safe to repeat: with nothing to do it ends at once. Safe to interrupt: it starts .venv afresh when the last
# run was cut short, since a package that was being unpacked at that moment can look installed.
# PYTHON names the interpreter to use; otherwise python3 or the newest one that fits is taken.
set -eu
cd "$(dirname "$0")/.."

extra=${1:-}
venv=.venv
stamp=$venv/.onrecord-ready
unfinished=$venv/.onrecord-unfinished
log=$venv/install.log

main() {
    trap 'rm -rf "${scratch:-}"; [ -z "${watcher:-}" ] || kill "$watcher" 2>/dev/null || :' EXIT
    trap 'exit 130' INT TERM HUP
    ready && exit 0
    choose_python
    alone
    ready && exit 0
    check_build_tools
    make_venv
    install
    wanted >"$stamp"
    say "Ready."
}

say() { printf '%s\n' "$*"; }
stop() {
    printf '\nSet-up stopped: %s\n' "$*" >&2
    exit 1
}

# What .venv is made for. The path is part of it because the scripts in a virtual environment hold it.
wanted() {
    echo "${extra:-run} in $(pwd -P)"
    cat pyproject.toml constraints.txt | cksum
}

ready() {
    [ -f "$stamp" ] && [ ! -e "$unfinished" ] && right_version || return 1
    # What tests need includes what running needs.
    [ "$(cat "$stamp")" = "$(wanted)" ] || [ "$(cat "$stamp")" = "$(extra=dev && wanted)" ]
}

version() { "$1" -c 'import platform; print(platform.python_version())' 2>/dev/null || echo "not there"; }
supported() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

# Whether .venv has a Python that will do: the one asked for, or any supported one.
right_version() {
    if [ -n "${PYTHON:-}" ]; then
        [ "$(version "$venv/bin/python")" = "$(version "$PYTHON")" ]
    else
        supported "$venv/bin/python"
    fi
}

choose_python() {
    for python in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        supported "$python" || continue
        "$python" -c 'import ensurepip, venv' 2>/dev/null ||
            stop "$python cannot make virtual environments. Install the rest of it" \
                "(Debian, Ubuntu: apt install python3-venv) and run make again."
        return
    done
    stop "On Record needs Python 3.11, 3.12 or 3.13, but ${PYTHON:-python3} is $(version "${PYTHON:-python3}")." \
        "Install one (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.12)" \
        "or name one: make run PYTHON=/path/to/python3.12"
}

# Two set-ups of one clone would write over each other: the later one waits here until the earlier one is done.
# The lock is on this file. Python takes it, since not every system has a command for that; it stays with the
# shell's own descriptor, and with those of pip, whatever ends them.
alone() {
    exec 9<.ci/setup.sh
    take='import fcntl, sys; fcntl.flock(9, fcntl.LOCK_EX | (fcntl.LOCK_NB if sys.argv[1:] else 0))'
    "$python" -c "$take" now 2>/dev/null && return
    say "Another set-up is running here. Waiting until it is done."
    "$python" -c "$take"
}

# llama-cpp-python has no ready-made build. pip fetches CMake for it where there is none, but not a compiler.
check_build_tools() {
    [ -z "$(find "$venv" -maxdepth 4 -type d -name llama_cpp 2>/dev/null)" ] || return 0
    scratch=$(mktemp -d)
    echo 'int main(void) { return 0; }' >"$scratch/try.c"
    printf '#include <vector>\nint main() { return 0; }\n' >"$scratch/try.cpp"
    if ! compiles "$scratch/try.c" "${CC:-}" cc gcc clang || ! compiles "$scratch/try.cpp" "${CXX:-}" c++ g++ clang++; then
        stop "there is no working C and C++ compiler, and the llama-cpp-python package has to be built." \
            "Install one (Debian, Ubuntu: apt install build-essential; Fedora: dnf install gcc gcc-c++;" \
            "macOS: xcode-select --install) and run make again."
    fi
}

# compiles FILE NAMED OTHERS...: whether the compiler NAMED, or if that is empty one of OTHERS, compiles FILE.
compiles() {
    file=$1
    named=$2
    shift 2
    [ -z "$named" ] || set -- "$named"
    for compiler in "$@"; do
        # Unquoted because CC may hold more than a name, as in "ccache cc".
        $compiler "$file" -o "$scratch/tried" 2>/dev/null && return 0
    done
    return 1
}

make_venv() {
    if [ -e "$unfinished" ]; then
        say "The last set-up was cut short: starting $venv afresh. pip has kept what it downloaded and built."
    elif right_version && "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        return
    fi
    say "Creating $venv with Python $(version "$python")."
    mkdir -p "$venv"
    : >"$unfinished"
    "$python" -m venv --clear "$venv" || stop "$python could not create $venv; its message is above."
}

install() {
    say "Installing the packages pinned in constraints.txt. The first time this takes several minutes, most of" \
        "them for downloads and for building llama-cpp-python (about 3 minutes on two cores)."
    : >"$unfinished"
    rm -f "$log" "$stamp"
    watch_build &
    watcher=$!
    # pip downloads and builds everything before it unpacks anything, so an error of its own leaves the
    # environment whole. A kill does not, and then the mark stays.
    if "$venv/bin/python" -m pip install --disable-pip-version-check --log "$log" \
        -c constraints.txt -e ".${extra:+[$extra]}"; then
        rm -f "$unfinished"
    else
        rm -f "$unfinished"
        explain
    fi
}

# pip is silent while a package is built, so say how far the compiler has come: "[37/193]" in pip's log.
watch_build() {
    said=
    while sleep 10 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
        step=$(grep -o '\[[0-9]*/[0-9]*\] ' "$log" 2>/dev/null | tail -n 1)
        [ "$step" = "$said" ] || say "  building llama-cpp-python, step $step"
        said=$step
    done
}

explain() {
    if logged 'No space left on device'; then
        stop "the disk is full. Make room for about 3 GB and run make again."
    elif logged 'connection broken by|Max retries exceeded|Failed to establish a new connection|timed out'; then
        stop "the package index could not be reached. Connect to the network (behind a proxy, set HTTPS_PROXY;" \
            "for an index of your own, PIP_INDEX_URL) and run make again. What is downloaded is kept."
    elif logged 'Failed (building wheel for|to build).*llama-cpp-python'; then
        stop "llama-cpp-python could not be built. The compiler's messages are above and in $log;" \
            "it needs a compiler for C11 and C++17 and about 2 GB of memory."
    fi
    stop "pip failed. Its message is above, and all it did is in $log."
}

logged() { grep -Eq "$1" "$log" 2>/dev/null; }

main
