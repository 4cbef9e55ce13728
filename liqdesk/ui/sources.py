"""What importing Qt leaves behind in memory."""

import linecache


def forget_sources() -> None:
    """Let go of the source texts that Qt for Python has read.

    It looks into the source of every module that is imported beside it for its own name (`feature_imported` of its
    `shibokensupport.feature`), and the standard library keeps each text it has read: 18 MB for this program. Called
    between large imports, so that the next one takes the room of the last. A traceback reads again what it needs.
    """
    linecache.clearcache()
