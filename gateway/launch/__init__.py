"""Starting the servers of a venue together, and stopping them."""
