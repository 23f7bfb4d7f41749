"""``python -m gateway.supervision.alerts``."""

import sys

from gateway.supervision.alerts.process import main

if __name__ == "__main__":
    sys.exit(main())
