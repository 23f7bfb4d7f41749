"""The registry's tables, one file a subject."""
