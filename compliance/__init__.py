"""The law: may this message be sent, to this person, now? Pure: no database, no network, no clock, no log."""
