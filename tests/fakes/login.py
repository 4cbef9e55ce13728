"""A login manager on the system bus that wakes up whoever listens: `python -m tests.fakes.login`, one line of input each.

`sleep` announces sleep, `wake` its end. Says `ready` when it may be asked.
"""

import sys

from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage

from liqdesk.app.sleep import INTERFACE, PATH, SERVICE, SIGNAL


def main() -> None:
    """Serve until the input ends."""
    application = QCoreApplication(sys.argv)
    bus = QDBusConnection.systemBus()
    if not bus.registerService(SERVICE):
        raise SystemExit(f"the name {SERVICE} is not to be had")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        message = QDBusMessage.createSignal(PATH, INTERFACE, SIGNAL)
        message.setArguments([line.strip() == "sleep"])
        bus.send(message)
        application.processEvents()
    application.quit()


if __name__ == "__main__":
    main()
