# The program is on the path (`make examples` sees to that).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo run --quiet --release --package astrarium-bench --bin generate-events -- --events 300000 --gtis 1 --rate 1000 --seed 4 "$folder/events.evt"
cp spec.toml "$folder"
astrarium run "$folder/spec.toml" --quiet --out "$folder/run"
python3 run.py "$folder/events.evt"
