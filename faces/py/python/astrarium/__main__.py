"""The program: ``astrarium`` on the command line, or ``python -m astrarium``."""

import signal
import sys

from . import _core


def main() -> int:
    """Run the program with the arguments of this process and return its exit code."""
    # the program sees to Ctrl-C itself: Python's own handler would wait for the next bytecode
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _core.main(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
