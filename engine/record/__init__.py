"""What becomes history: logs, snapshots, recovery, replay, the sequencer, and tools to read
them.
"""
