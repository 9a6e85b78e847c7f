#!/bin/sh
# The engine's checks on real ranks. Needs Open MPI (libopenmpi-dev openmpi-bin) and libclang; as root too.
# Usage: ground/exec/tests/mpi/run.sh, from the repository's root
set -eu
target=${CARGO_TARGET_DIR:-target}
cargo build -q -p astrarium-exec --features mpi,testkit --example ranks
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
run() {
    ranks=$1
    shift
    timeout 300 mpirun --allow-run-as-root --oversubscribe -n "$ranks" "$target/debug/examples/ranks" "$@" "$folder"
}
run 3 first
run 2 second
run 1 wrong
