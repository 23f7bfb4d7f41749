"""The registry's process: sessions, operations, questions."""
