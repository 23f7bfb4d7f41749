"""Files that people hand in: how they are sent up and read."""
