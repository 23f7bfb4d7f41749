"""The demonstration of the credits market: from two projects to an offset."""
