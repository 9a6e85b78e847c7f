#!/usr/bin/env bash
# Succeeds if Open MPI and what its Rust binding needs are here; as root, or with sudo that asks nothing, installs them.
set -uo pipefail
packages="libopenmpi-dev openmpi-bin libclang-dev"
here() { command -v mpirun >/dev/null && command -v mpicc >/dev/null && ls /usr/lib/llvm-*/lib/libclang*.so* >/dev/null 2>&1; }
here && exit 0
command -v apt-get >/dev/null || { echo "== MPI tests need: Open MPI with its headers, libclang"; exit 1; }
sudo=""
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || { echo "== MPI tests need: apt-get install $packages"; exit 1; }
    sudo="sudo -n"
fi
echo "== installing $packages"
{ $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq $packages; } >/dev/null 2>&1
here || { echo "== MPI tests need: apt-get install $packages"; exit 1; }
