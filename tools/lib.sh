# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
#
# lib.sh: what setup, play, test and .ci/run share. Sourced by bash, never run.
#
# It only defines functions and ROOT. Messages go to standard error, so that standard output stays
# what the caller asked for.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VERBOSE=${VERBOSE:-0}

say() { printf '%s\n' "$*" >&2; }
note() { if [ "$VERBOSE" = 1 ]; then say "$@"; fi; }
die() {
    say "${0##*/}: $*"
    exit 1
}

# The argument of an option, or a clear end: need_value OPTION COUNT.
need_value() { [ "$2" -ge 2 ] || die "$1 needs a value; -h lists the options"; }

# Prints the comment block at the top of a script, which is its help.
print_help() { sed -n '5,/^[^#]/s/^# \{0,1\}//p' "$1"; }

core_count() { nproc 2>/dev/null || echo 2; }

# ------------------------------------------------------------------------------------------ packages

# Prints those of the given packages that dpkg does not know as installed, one a line.
missing_packages() {
    local installed package
    installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
    for package in "$@"; do
        grep -qx "$package installed" <<<"$installed" || printf '%s\n' "$package"
    done
}

# Installs the given packages, of which none is present. Ends the script when that is not possible.
install_packages() {
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "these packages are missing, and there is neither root nor" \
            "sudo to install them: $*"
        as_root=(sudo)
    fi
    say "installing: $*"
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y)
    "${apt[@]}" update >&2 || say "apt-get update failed; trying with the lists that are there"
    "${apt[@]}" install --no-install-recommends "$@" >&2 </dev/null ||
        die "apt-get could not install: $*"
}

# -------------------------------------------------------------------------------------------- python

# What a python3 says of itself, one line: version|include|library|reason. A reason tells why it
# cannot be linked; empty: it can. The search for the library is that of cmake/Python.cmake.
probe_python() {
    "$1" -I -S -c '
import os, sys, sysconfig
get = sysconfig.get_config_var
folders = [get("LIBDIR") or "", os.path.join(get("LIBDIR") or "", get("MULTIARCH") or "")]
names = [name for name in (get("LDLIBRARY"), get("INSTSONAME")) if name and ".so" in name]
found = [p for p in (os.path.join(d, n) for n in names for d in folders) if os.path.exists(p)]
include = sysconfig.get_path("include")
reason = ""
if sys.implementation.name != "cpython":
    reason = "is not CPython"
elif sys.version_info < (3, 11):
    reason = "is older than 3.11"
elif sys.version_info.releaselevel != "final":
    reason = "is a pre-release"
elif get("Py_GIL_DISABLED"):
    reason = "is a free-threaded build"
elif not os.path.exists(os.path.join(include, "Python.h")):
    reason = "has no headers"
elif not found:
    reason = "has no shared library"
version = "%d.%d.%d" % sys.version_info[:3]
print(version, include, found[0] if found else "", reason, sep="|")
' 2>/dev/null || echo "||| cannot be run"
}

# Every python3 worth a look: the system's, then pyenv's, then the one on PATH.
python_paths() {
    local path
    for path in /usr/bin/python3* /usr/local/bin/python3* \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin/python3; do
        case ${path##*/} in
        python3 | python3.1[0-9] | python3.[2-9][0-9]) [ -x "$path" ] && printf '%s\n' "$path" ;;
        esac
    done
    command -v python3 || true
}

# Prints the usable ones, newest first, as version|path. Two paths of one library count once.
usable_pythons() {
    local path version library reason seen='|'
    while read -r path; do
        IFS='|' read -r version _ library reason < <(probe_python "$path")
        if [ -n "$reason" ]; then
            note "CPython ${version:+$version }at $path ${reason# }: skipped"
        elif [[ $seen != *"|$library|"* ]]; then
            seen+="$library|"
            printf '%s|%s\n' "$version" "$path"
        fi
    done < <(python_paths) | sort -s -t'|' -k1,1Vr
}

# Whether a version offers thread isolation: a GIL per interpreter came to stay with 3.13.
has_threads() { [ "$(printf '%s\n3.13\n' "$1" | sort -V | head -n 1)" = 3.13 ]; }

# Sets PYTHON and PYTHON_VERSION to the CPython to build for (the one given; else the newest from
# 3.13 on; else the system's), and PROCESS_PYTHON to one of 3.11 or 3.12 for the second kind of build;
# PROCESS_PYTHON is empty if there is none or the user named the only one to use.
choose_python() {
    local wanted=$1 version reason path
    PYTHON='' PYTHON_VERSION='' PROCESS_PYTHON=''
    if [ -n "$wanted" ]; then
        wanted=$(command -v "$wanted") || die "there is no python3 at '$1'"
        IFS='|' read -r version _ _ reason < <(probe_python "$wanted")
        [ -z "$reason" ] || die "CPython ${version:+$version }at $wanted ${reason# }"
        PYTHON=$wanted PYTHON_VERSION=$version
        return
    fi
    while IFS='|' read -r version path; do
        if has_threads "$version"; then
            [ -n "$PYTHON" ] || PYTHON=$path PYTHON_VERSION=$version
        elif [ -z "$PROCESS_PYTHON" ] ||
            { [[ $path == /usr/bin/* ]] && [[ $PROCESS_PYTHON != /usr/bin/* ]]; }; then
            PROCESS_PYTHON=$path
        fi
    done < <(usable_pythons)
    if [ -z "$PYTHON" ] && [ -n "$PROCESS_PYTHON" ]; then
        PYTHON=$PROCESS_PYTHON PROCESS_PYTHON=''
        IFS='|' read -r PYTHON_VERSION _ < <(probe_python "$PYTHON")
    fi
}

# One line for the user: which CPython, and what it can do.
describe_python() {
    if has_threads "$PYTHON_VERSION"; then
        say "CPython $PYTHON_VERSION ($PYTHON): thread and process isolation"
    else
        say "CPython $PYTHON_VERSION ($PYTHON): process isolation only; threads need 3.13 or later"
    fi
}

# --------------------------------------------------------------------------------------------- build

# configure PRESET FOLDER PYTHON [CMAKE ARGUMENTS]: runs cmake unless FOLDER was configured with
# exactly this before; ninja notices changed CMakeLists.txt by itself.
configure() {
    local preset=$1 folder=$2 python=$3 stamp
    shift 3
    stamp="$preset|$python|$(probe_python "$python")|$*"
    if [ -f "$folder/build.ninja" ] && [ "$(cat "$folder/.configured" 2>/dev/null)" = "$stamp" ]; then
        return
    fi
    mkdir -p "$folder"
    rm -f "$folder/.configured"
    if ! (cd "$ROOT" && cmake --preset "$preset" -B "$folder" "-DMYRMIDON_PYTHON=$python" "$@") \
        >"$folder/configure.log" 2>&1 </dev/null; then
        cat "$folder/configure.log" >&2
        die "cmake could not configure $folder"
    fi
    note "$(cat "$folder/configure.log")"
    printf '%s' "$stamp" >"$folder/.configured"
}

# build FOLDER [TARGETS]: quiet when there is nothing to do.
build() {
    local folder=$1
    shift
    if ! ninja -C "$folder" -n "$@" 2>/dev/null | grep -q 'no work to do'; then
        say "building ${folder#"$ROOT"/}"
        ninja -C "$folder" "$@" >&2 </dev/null || die "the build in ${folder#"$ROOT"/} failed"
    fi
}
