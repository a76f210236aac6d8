"""Louisiana: what remains allowed after a certified letter, and who may be spoken to."""
