# The package and the program are on the path (`make examples` sees to that).
set -eu
astrarium data fetch bc03miles --quiet >&2
python3 run.py "$@"
