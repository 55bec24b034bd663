"""``python -m whosays``."""

from whosays.cli import main

main()
