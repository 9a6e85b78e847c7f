#!/usr/bin/env bash
# Floor, peer and ours from one run. Sizes by BENCH_EVENTS (default 10000000) and BENCH_LARGE (default 100000000; 0 leaves
# the large file out); files go to BENCH_FOLDER (default bench/local, 4.4 GB with the large file).
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.venv-bench
python=${PYTHON:-python3}
folder=${BENCH_FOLDER:-bench/local}
events=${BENCH_EVENTS:-10000000}
large=${BENCH_LARGE:-100000000}

if [ ! -x "$venv/bin/python" ]; then
    echo "== a virtual environment for the peers in $venv"
    "$python" -m venv "$venv"
fi
echo "== peers from PyPI (bench/requirements.txt) and ours"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt .
cargo build --quiet --release --package astrarium --package astrarium-bench

mkdir -p "$folder"
make_file() { # events gtis
    local file="$folder/nicer_like_$1.evt"
    [ -f "$file" ] || { echo "== $file"; target/release/generate-events --events "$1" --gtis "$2" --seed 1 "$file"; }
}
make_file "$events" 10
[ -f "$folder/nicer_like_$events.evt.gz" ] || gzip -6 -k "$folder/nicer_like_$events.evt"
if [ "$large" != 0 ]; then make_file "$large" 20; fi

# one thread for everybody, unless a line says otherwise
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 NUMBA_NUM_THREADS=1
"$venv/bin/python" bench/timing/run.py --folder "$folder" --events "$events" --large "$large" --program target/release/astrarium --floor target/release/floor
echo
"$venv/bin/python" bench/infer/run.py
echo
# RUBIX has an environment of its own (bench/ifu/requirements.txt); without it a cost that was measured once stands in
target/release/astrarium data fetch bc03miles
rubix=.venv-bench-ifu/bin/python
[ -x "$rubix" ] || { "$python" -m venv .venv-bench-ifu && "$rubix" -m pip install --quiet --disable-pip-version-check -r bench/ifu/requirements.txt; } || rm -rf .venv-bench-ifu
"$venv/bin/python" bench/ifu/run.py --library "$(target/release/astrarium data path bc03miles)" $([ -x "$rubix" ] && echo --rubix "$rubix")

# galaxies, where the vectors of GalaPy's library and filters are
vectors=${ASTRARIUM_VECTORS:-../shared/vectors}/sed
if [ -d "$vectors" ]; then
    echo
    "$venv/bin/python" bench/sed/run.py --vectors "$vectors" --folder "$folder/sed" --programs target/release
fi
