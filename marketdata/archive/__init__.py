"""The archive: what the feed has published of each day, as files for analysts.

A day's folder is `MARKET/YYYY-MM-DD/`. It holds every table as Parquet (zstd) and as CSV, the
bulletin as JSON, and `manifest.json` with the SHA-256 and the rows of each file. All of it follows
from the venue's events alone, however they come, so that a day written again has the same bytes.
"""
