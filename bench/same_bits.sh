#!/usr/bin/env bash
# One job of at least 150 blocks, run every way there is: the data of all results must be equal bit by bit.
#
# Prints a checksum a way and fails if two differ. Builds the program; the Python package is that of the environment
# (PATH). MPI and Dask are left out, with a line, where they are missing.
# KILLS (default 3) is how often the run is killed; SEED fixes the blocks at which.
set -euo pipefail
cd "$(dirname "$0")/.."
events=${EVENTS:-1000000}
kills=${KILLS:-3}
RANDOM=${SEED:-$$}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

target=${CARGO_TARGET_DIR:-target}
program=$folder/astrarium
ranks=""
if command -v mpirun >/dev/null && command -v mpicc >/dev/null; then
    echo "== building the program for MPI"
    cargo build --quiet --package astrarium --features mpi
    ranks=$folder/astrarium-mpi
    cp "$target/debug/astrarium" "$ranks"
fi
echo "== building the program and the generator of events"
cargo build --quiet --package astrarium --package astrarium-bench
cp "$target/debug/astrarium" "$program"
python=$(command -v python || command -v python3 || true)
"$target/debug/generate-events" --events "$events" --gtis 3 --seed 1 "$folder/events.evt"
cp bench/same_bits.py "$folder/"
cd "$folder"

# 1e4 counts/s: 100 s of events, 800 segments, 4 of them a block
job=(timing power "$folder/events.evt" --segment-s 0.125 --bin-s 0.000244140625 --norm leahy --quiet)
blocks=$("$program" "${job[@]}" --dry-run --json | sed -E 's/.*"blocks":([0-9]+).*/\1/')
[ "$blocks" -ge 150 ] || { echo "only $blocks blocks"; exit 1; }
echo "== $blocks blocks"

first="" differ=0
# way NAME CHECKSUM
way() {
    printf '%-44s %s\n' "$1" "$2"
    [ -n "$first" ] || first=$2
    [ "$2" = "$first" ] || differ=$((differ + 1))
}
# the data of a run folder: every row of its table
data() { grep -v '^#' "$1/result.ecsv" | sha256sum | cut -c1-32; }
# killed BLOCK COMMAND...: the command dies by SIGKILL at this block; the shell's own word on that is not wanted
killed() { (ASTRARIUM_TEST_KILL_AT_BLOCK=$1 "${@:2}" || true) >/dev/null 2>&1; }

"$program" "${job[@]}" --threads 1 --out one >/dev/null
way "1 thread" "$(data one)"
"$program" "${job[@]}" --threads 2 --out two >/dev/null
way "2 threads" "$(data two)"
"$program" run one/spec.toml --quiet --out again >/dev/null
way "again, from spec.toml" "$(data again)"

for part in 1 2 3 4 5; do "$program" "${job[@]}" --part "$part/5" --threads 2 --out shares >/dev/null; done
"$program" merge merged shares/part-{4,1,5,3,2}-of-5.part --quiet >/dev/null
way "5 parts, merged out of order" "$(data merged)"

for ((i = 1; i <= kills; i++)); do
    at=""
    for _ in 1 2; do
        block=$((RANDOM % blocks))
        at="$at $block"
        killed "$block" "$program" "${job[@]}" --threads 2 --checkpoint 0s --resume --out "killed$i"
    done
    "$program" "${job[@]}" --threads 1 --resume --out "killed$i" >/dev/null
    way "killed at block$at, resumed" "$(data "killed$i")"
done

mpirun=(mpirun -n 3 --oversubscribe)
[ "$(id -u)" -ne 0 ] || mpirun+=(--allow-run-as-root)
if [ -n "$ranks" ]; then
    "${mpirun[@]}" "$ranks" "${job[@]}" --threads 1 --out mpi >/dev/null
    way "mpirun -n 3" "$(data mpi)"
    killed $((blocks / 2)) "${mpirun[@]}" "$ranks" "${job[@]}" --threads 1 --checkpoint 0s --out mpi-killed
    "$program" "${job[@]}" --threads 2 --resume --out mpi-killed >/dev/null
    way "3 ranks, killed, resumed on 2 threads" "$(data mpi-killed)"
else
    echo "mpirun -n 3: left out, no MPI here"
fi

if [ -n "$python" ] && "$python" -c "import astrarium, distributed" 2>/dev/null; then
    "$python" same_bits.py dask "$folder/events.evt" >dask
    "$python" same_bits.py folder one >folder-one
    printf '%-44s %s\n' "arrays of 1 thread, read by Python" "$(cat folder-one)"
    printf '%-44s %s\n' "Dask, 2 workers" "$(cat dask)"
    cmp --quiet dask folder-one || differ=$((differ + 1))
else
    echo "Dask: left out, no package astrarium with distributed here"
fi

[ "$differ" -eq 0 ] || { echo "$differ results differ"; exit 1; }
echo "all equal"
