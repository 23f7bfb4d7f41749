"""Rehearsals: published days and a demonstration day, played through the public clients only."""
