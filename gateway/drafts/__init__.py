"""What each operation that changes something means as commands of the engine."""
