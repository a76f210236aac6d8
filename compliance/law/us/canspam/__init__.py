"""CAN-SPAM, 15 USC 7701 ff., 16 CFR 316: what an e-mail must carry."""
