"""What the exchange watches its market with."""
