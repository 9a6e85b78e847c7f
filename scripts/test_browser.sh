#!/usr/bin/env bash
# A run's report opens in headless Chromium without a console error, and zooms. Usage: scripts/test_browser.sh VENV [PICTURE]
set -uo pipefail
cd "$(dirname "$0")/.."
venv=$(cd "$1" && pwd)
picture=${2:-target/report.png}
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
if [ -z "$browser" ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "== installing chromium"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null 2>&1
    browser=$(command -v chromium)
fi
[ -n "$browser" ] || { echo "the report's test needs Chromium"; exit 1; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo run --quiet --release --package astrarium-bench --bin generate-events -- \
    --events 200000 --gtis 1 --rate 500 --seed 1 "$folder/events.fits" || exit 1
"$venv/bin/astrarium" timing power "$folder/events.fits" --segment-s 4 --bin-s 0.01 --quiet --out "$folder/run" || exit 1

# a copy that turns the wheel over its first figure and says in its title what came of it
sed 's#</body>#<script>addEventListener("load", () => { const s = document.querySelector("figure svg"), a = s.getAttribute("viewBox"), r = s.getBoundingClientRect(); s.dispatchEvent(new WheelEvent("wheel", {deltaY: -300, ctrlKey: true, clientX: r.left + r.width / 2, clientY: r.top + r.height / 2, bubbles: true, cancelable: true})); setTimeout(() => { document.title = s.getAttribute("viewBox") === a ? "still" : "zoomed"; }, 200); });</script></body>#' \
    "$folder/run/report.html" >"$folder/zoom.html"
flags=(--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --user-data-dir="$folder/profile" --virtual-time-budget=3000)
mkdir -p "$(dirname "$picture")"
"$browser" "${flags[@]}" --enable-logging=stderr --window-size=1200,1600 --screenshot="$picture" "file://$folder/run/report.html" 2>"$folder/log"
if grep -E 'CONSOLE.*(rror|arning)' "$folder/log"; then
    echo "the report's console is not clean"
    exit 1
fi
[ -s "$picture" ] || { cat "$folder/log"; exit 1; }
title=$("$browser" "${flags[@]}" --dump-dom "file://$folder/zoom.html" 2>/dev/null | grep -o '<title>[^<]*' | head -n 1)
[ "$title" = "<title>zoomed" ] || { echo "the report does not zoom: found '$title', expected '<title>zoomed'"; exit 1; }
echo "the report opens, its console is clean, it zooms; picture: $picture"
