"""Lets `python -m casemgr` run the command line."""

import sys

from casemgr.cli import main

sys.exit(main())
