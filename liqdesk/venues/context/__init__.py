"""What venues publish beside liquidations: open interest, funding, prices and the best quotes, by REST pages."""
