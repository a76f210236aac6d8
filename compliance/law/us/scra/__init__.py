"""The Servicemembers Civil Relief Act, 50 USC 3901 ff."""
