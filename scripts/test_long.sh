#!/usr/bin/env bash
# What takes too long for every commit: fuzzing, kills at random blocks, a report in a browser. Usage: scripts/test_long.sh VENV
set -uo pipefail
cd "$(dirname "$0")/.."
venv=$(cd "$1" && pwd)
passed=0 failed=0

step() {
    local name=$1
    shift
    printf '\n== %s\n' "$name"
    if "$@"; then passed=$((passed + 1)); else printf '== %s: exit code %s\n' "$name" "$?" && failed=$((failed + 1)); fi
}

# one choice of packages and features everywhere: what `make test` compiled is used again
tests=(cargo test --workspace --exclude astrarium-py --features astrarium/parquet)

export ASTRARIUM_LONG=1
step "Fuzzing of the FITS reader" "${tests[@]}" --test fuzz_fits
step "Fuzzing of the spec reader" "${tests[@]}" --test fuzz_spec
step "Samplers on problems with known truth, at length" "${tests[@]}" --test battery --test nuts -- --nocapture --test-threads 1 _long
step "Mock galaxies, fitted, hold the truth as often as they say" env PATH="$venv/bin:$PATH" scripts/sed_recovery.sh
step "Data sets from the package index" "${tests[@]}" --test registry
step "Same bits on threads, ranks, parts, Dask, and after kills" env PATH="$venv/bin:$PATH" bench/same_bits.sh
step "Examples" env PATH="$venv/bin:$PATH" cargo xtask examples
step "A report in a browser" scripts/test_browser.sh "$venv"

printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
