"""Every form of somebody else's file that is understood."""

from liqdesk.venues.files.binance import Recorder, Snapshot
from liqdesk.venues.files.cryptofeed import Cryptofeed
from liqdesk.venues.files.form import FileForm
from liqdesk.venues.files.liq_stream import LiqStream
from liqdesk.venues.files.tardis import Tardis

FORMS: tuple[FileForm, ...] = (Snapshot(), Recorder(), Tardis(), LiqStream(), Cryptofeed())
