"""What several tests need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@pytest.fixture(scope="session")
def root():
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def vectors():
    """Reference cases, where they are."""
    folder = Path(os.environ.get("ASTRARIUM_VECTORS", ROOT.parent / "shared" / "vectors"))
    if not (folder / "timing").is_dir():
        pytest.skip("no reference cases; name their folder in ASTRARIUM_VECTORS")
    return folder / "timing"


@pytest.fixture
def python(tmp_path):
    """Runs a script in a fresh interpreter and returns what it printed."""

    def run(script, *args, check=True, timeout=120):
        command = [sys.executable, "-c", script, *map(str, args)]
        ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=timeout, check=False)
        if check:
            assert ran.returncode == 0, ran.stderr
        return ran

    return run
