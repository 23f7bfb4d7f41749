"""The console: what members and the exchange's staff do from a terminal."""
