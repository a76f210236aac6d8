"""House and creditor rules, in the shape of law and never mixed with it."""
