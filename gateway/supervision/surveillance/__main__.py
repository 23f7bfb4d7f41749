"""``python -m gateway.supervision.surveillance``."""

import sys

from gateway.supervision.surveillance.process import main

if __name__ == "__main__":
    sys.exit(main())
