#!/usr/bin/env bash
# 200 mock galaxies of the prior, fitted and counted. Usage: scripts/sed_recovery.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-target/sed-recovery}
mapfile -t needs < <(python -c 'import sys; sys.path.insert(0, "scripts"); import sed_recovery; print(*sed_recovery.NEEDS, sep="\n")')
astrarium data fetch "${needs[@]}" >/dev/null
rm -rf "$out"
python scripts/sed_recovery.py --out "$out"
