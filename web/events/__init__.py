"""What integrators are told: events, read from the ledger, signed, and delivered until they have arrived."""
