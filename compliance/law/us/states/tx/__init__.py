"""Texas: its Debt Collection Act and its automatic dialling rules."""
