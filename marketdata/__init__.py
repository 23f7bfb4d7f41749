"""Market data: tape, depth, day prices, composite, bulletin, published over WebSocket."""
