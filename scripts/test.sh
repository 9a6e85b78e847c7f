#!/usr/bin/env bash
# Every test of the house, then its checks. Usage: scripts/test.sh VENV
set -uo pipefail
cd "$(dirname "$0")/.."
venv=$(cd "$1" && pwd)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0 passed_total=0
declare -A passed
# a change is judged on the same drawn cases every time; `make test-long` draws new ones
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-20261121}

# step NAME COMMAND...: runs it, keeps its output, remembers that it failed
step() {
    local name=$1
    shift
    printf '\n== %s\n' "$name"
    : >"$log"
    "$@" 2>&1 | tee "$log"
    local status=${PIPESTATUS[0]}
    if [ "$status" -ne 0 ]; then
        printf '== %s: exit code %s\n' "$name" "$status"
        failed=$((failed + 1))
    fi
}
# count GROUP: adds the passed tests that the last step printed ("test result: ok. 12 passed", "12 passed in 3 s")
count() {
    local n
    n=$(grep -oE '[0-9]+ passed' "$log" | awk '{n += $1} END {print n + 0}')
    passed[$1]=$((${passed[$1]:-0} + n))
    passed_total=$((passed_total + n))
}

step "Rust" cargo test --workspace --exclude astrarium-py --features astrarium/parquet --no-fail-fast
count Rust

step "Reference vectors" make --no-print-directory vectors

step "Python" "$venv/bin/python" -m pytest -q faces/py/tests
count Python

mpi=""
if scripts/mpi_packages.sh; then
    step "MPI" ground/exec/tests/mpi/run.sh
    count MPI
else
    mpi=" (left out: needs the packages named above)"
fi

step "House" cargo xtask check

printf '\nRust: %s passed. Python: %s passed. MPI: %s passed%s.\n' "${passed[Rust]:-0}" "${passed[Python]:-0}" "${passed[MPI]:-0}" "$mpi"
printf '%s passed, %s failed\n' "$passed_total" "$failed"
[ "$failed" -eq 0 ]
