"""What each operation of PROTOCOL.md that changes something means as commands of the engine."""
