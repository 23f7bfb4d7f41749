"""Alerts to the exchange's staff: one numbered stream of what they have to look at."""
