"""The Fair Credit Reporting Act, 15 USC 1681 ff., as far as it asks something of a collector beside Regulation F."""
