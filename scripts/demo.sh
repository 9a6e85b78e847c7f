#!/usr/bin/env bash
# From event files to spectra, pictures and reports. Usage: scripts/demo.sh VENV
set -euo pipefail
cd "$(dirname "$0")/.."
program="$(cd "$1" && pwd)/bin/astrarium"
out=demo-results

say() { printf '\n== %s\n' "$1"; }
astrarium() {
    printf '$ astrarium %s\n' "$*"
    "$program" "$@"
}

say "event files: RXTE and Chandra are real, XMM-Newton is simulated (they come out of a published Python package)"
astrarium data fetch xte-m82 chandra-m82 xmm-simulated
rxte=$("$program" data path xte-m82)
chandra=$("$program" data path chandra-m82)
xmm=$("$program" data path xmm-simulated)

say "what is in the RXTE file"
astrarium timing info "$rxte"

say "power spectrum of M82, RXTE (real)"
astrarium timing power "$rxte" --segment-s 8 --bin-s 0.01 --norm leahy --rebin-log 0.05 --out $out/power-m82-rxte --overwrite

say "light curve of M82, Chandra (real)"
astrarium timing lightcurve "$chandra" --bin-s 30 --out $out/lightcurve-m82-chandra --overwrite

say "power spectrum of 1.7 million events, XMM-Newton (simulated), streamed from the file"
astrarium timing power "$xmm" --segment-s 16 --bin-s 0.01 --norm frac --rebin-log 0.03 --out $out/power-xmm --overwrite

say "averaged cross spectrum of two bands, XMM-Newton (simulated): lags and coherence"
astrarium timing cross "$xmm" --segment-s 16 --bin-s 0.01 --bands 0.02-0.17,0.17-0.35 --norm frac --rebin-log 0.1 --out $out/cross-xmm --overwrite

say "the same spectrum again from the spec that its folder holds: the same bits"
astrarium run $out/power-xmm/spec.toml --out $out/power-xmm-again --overwrite
cmp $out/power-xmm/result.ecsv $out/power-xmm-again/result.ecsv && echo "the results are equal, byte for byte"

say "a mock galaxy from the ultraviolet to the far infrared, fitted: masses, star formation, dust"
bands=(galex_FUV galex_NUV sdss_{u0,g0,r0,i0,z0} twomass_{J,H,Ks} wise_w{1,2,3,4} herschel_pacs_{70,100,160} herschel_spire_{250,350})
astrarium data fetch bc03lr "${bands[@]/#/band-}"
astrarium sed fit scripts/demo_galaxy.toml --seed 1 --out $out/mock-galaxy --overwrite

say "a galaxy made up, seen by MUSE: a cube with noise, spectra, maps"
astrarium data fetch bc03lr
astrarium ifu generate --n-stars 200000 --seed 1 --out $out/galaxy --overwrite
astrarium ifu cube $out/galaxy/galaxy.h5 --telescope MUSE --fov 12 --redshift 0.05 --angles 60,0,30 --library bc03lr --set psf.fwhm_arcsec=0.7 --set noise.kind=target --set noise.per_aa=20 --out $out/cube-muse --overwrite

say "results, pictures and reports"
ls $out/*/report.html $out/*/*.png
printf '\nlook at %s/\n' "$(pwd)/$out"
