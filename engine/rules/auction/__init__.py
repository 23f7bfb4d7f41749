"""One-way bidding (单向竞价): auctions from application to award."""
