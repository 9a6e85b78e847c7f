"""The program comes with the package."""

import os
import subprocess
import sys


def run(*arguments, cwd, **environment):
    command = [sys.executable, "-m", "astrarium", *arguments]
    everything = os.environ | environment
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=everything, timeout=60, check=False)


def test_version(tmp_path):
    import astrarium

    shown = run("--version", cwd=tmp_path)
    assert shown.returncode == 0
    assert astrarium.__version__ in shown.stdout


def test_help_and_errors(tmp_path):
    assert "Usage" in run("--help", cwd=tmp_path).stdout
    wrong = run("timing", "power", "nowhere.evt", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "nowhere.evt" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_the_console_script_is_installed():
    from importlib.metadata import entry_points

    (script,) = entry_points(group="console_scripts", name="astrarium")
    assert script.value == "astrarium.__main__:main"


def test_data_sets_are_fetched_by_the_pip_of_this_interpreter(tmp_path):
    other = tmp_path / "bin" / "python3"
    other.parent.mkdir()
    other.write_text(f"#!/bin/sh\ntouch {tmp_path}/other-was-run\nexit 1\n")
    other.chmod(0o755)
    path = f"{other.parent}{os.pathsep}{os.environ['PATH']}"
    # without an index pip itself refuses at once
    fetched = run("data", "fetch", "xte-m82", cwd=tmp_path, PATH=path, ASTRARIUM_DATA=str(tmp_path), PIP_NO_INDEX="1")
    assert fetched.returncode != 0
    assert "stingray" in fetched.stderr
    assert not (tmp_path / "other-was-run").exists()
