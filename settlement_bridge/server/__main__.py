"""``python -m settlement_bridge.server``."""

import sys

from settlement_bridge.server.process import main

sys.exit(main())
