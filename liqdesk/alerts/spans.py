"""Spans of time as alerts write them."""

_UNITS = ((3_600, "h"), (60, "min"))


def span_words(seconds: int) -> str:
    """`90 s`, `60 min`, `4 h`: the largest unit that leaves a whole number; an hour is sixty minutes, as everywhere."""
    for size, unit in _UNITS:
        if seconds % size == 0 and seconds > size:
            return f"{seconds // size} {unit}"
    return "60 s" if seconds == 60 else f"{seconds} s"


def lasted_words(ms: int) -> str:
    """`45 s`, `33 min`, `2 h 05 min`: about how long something has gone on."""
    seconds = max(0, ms) // 1_000
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02d} min"
