"""Backups of a whole venue, taken while it trades, and the way back to any command of its log."""
