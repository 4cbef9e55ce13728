"""The words of the trade: values that every other package may use."""
