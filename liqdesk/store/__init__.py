"""Everything on disk: one SQLite file per profile, written by one thread, and the settings file.

`lock.py` lets one process write. `database.py` opens the file, brings it to the present schema and sets a damaged one
aside. `worker.py` is the only thread that touches it. `writer.py` takes rows, spans and prices on the event loop and has
the worker commit them in groups; `rows.py` and `lanes.py` are what it has done there. `history.py` answers questions.
"""
