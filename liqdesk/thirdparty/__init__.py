"""Services that add up liquidations themselves, asked with the user's own key: what to ask, and what the answers mean."""
