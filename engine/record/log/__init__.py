"""A log on disk: its bytes, its frames, its segments, and the two logs of a venue written and read
by record number.
"""
