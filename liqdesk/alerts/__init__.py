"""When to ring: rules over the market, one alert for one event, and everything that keeps it quiet."""
