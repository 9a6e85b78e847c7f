"""The program comes with the package."""

import subprocess
import sys


def run(*arguments, cwd):
    command = [sys.executable, "-m", "astrarium", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=60, check=False)


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
