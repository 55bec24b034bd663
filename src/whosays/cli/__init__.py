"""The command line. It holds no logic of its own: it opens inputs, calls the reader and prints."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of ``whosays``."""
    try:
        from whosays.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
