"""Reads a folder by IMAP, and is killed once the first mail is stored, before it is marked."""

from __future__ import annotations

import os
import signal
import sys

from channels.imap import Imap
from channels.mail_in import MailIn
from channels.port import Came
from tests.channels.post_office import PATHS, SENDER
from tests.walks.world import NOON, open_store


def main(database: str, imap: str) -> None:
    """Never return."""
    door = MailIn(open_store(database), PATHS, SENDER)

    def take(came: Came) -> None:
        door.take(came)
        os.kill(os.getpid(), signal.SIGKILL)

    Imap(imap, take, lambda: NOON).poll()


if __name__ == "__main__":
    main(*sys.argv[1:])
