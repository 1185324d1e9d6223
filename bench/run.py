"""Build the same news site with sitegen, Hugo, Pelican and Eleventy and compare times and memory.

    python bench/run.py [--count 10000] [--runs 3] [--tools sitegen,hugo] [--json FILE] [--svg docs/bench.svg]

Needs Python 3.11 or newer; npm for Eleventy. Everything that is installed or written goes below --work.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.compare import main  # Python looks beside a script, not above it

if __name__ == "__main__":
    sys.exit(main(__doc__))
