"""What the carriers of text messages accept: a contract and no law, and as decisive."""
