"""Everything on disk: one SQLite file per profile, written by one thread, and the settings file.

How the parts meet, from the outside in:

* `lock.ProfileLock(path)` lets one process write a profile, and says who it is.
* `worker.SqlWorker()` is the only thread that touches the file of a process that writes.
* `writer.Writer(worker, path, clock, source)` takes rows, lanes and prices on the event loop and has the worker commit
  them behind it. `open()` opens the file, `flush()` waits for the platter, `past()` and `rows()` ask what is on disk,
  `status()` says where rows are not being stored, `close()` ends it. On disk trouble it keeps taking, up to a bound.
* `groups.StoreFile` is the writer's other half on the SQL thread: one transaction for what belongs together, written by
  `rows.RowStore` (rows, and through `sums` those by minute, hour, day and size), `lanes.LaneStore` (spans, fills, transitions,
  losses, prices) and `names.Names` (numbers for instruments and markets).
* `recordings.Recordings` holds the connection: it sets a damaged file aside and finds one again that was moved.
  `database` opens connections: whose file it is, whether it is sound, which form it has (`migrate`, `schema/`).
* `history.StoredHistory(connection)` answers questions, also on `database.open_for_reading(path)` while another process
  writes; `totals` are its exact sums.
* `upkeep.Upkeep(writer, path, clock, limits)` removes the oldest orders (`retention`) and makes a copy a day of each file
  (`daily_copy`, `backups`, `copies`), in steps between the groups; `tidying` moves the log into the file beside them.
* `raw_messages.RawMessages(path, clock, limits)` keeps what the venues sent in a file of its own, on a thread of its own
  (`raw_file`): nothing above knows of it.
* `settings_file` loads and saves the settings, never half.

A row is acknowledged when its transaction has returned: from then on it survives a kill and a power cut.
"""
