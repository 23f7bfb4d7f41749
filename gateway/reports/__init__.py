"""The engine's events in members' words: reports on private streams, event maps, refusals."""
