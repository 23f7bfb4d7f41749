"""What command lines of all rooms share: tables, and reaching a venue."""
