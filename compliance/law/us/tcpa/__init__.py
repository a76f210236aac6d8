"""The Telephone Consumer Protection Act, 47 USC 227, and its rules, 47 CFR 64.1200: voices, texts, revocation."""
