"""Market data tells: tape, depth, day prices, composite, bulletin, published over WebSocket."""
