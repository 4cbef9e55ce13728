"""Any stretch of the past: bars, days, hours of the day, sizes, and how much of it was watched."""
