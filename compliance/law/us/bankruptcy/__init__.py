"""The Bankruptcy Code, 11 USC: the automatic stay and the discharge."""
