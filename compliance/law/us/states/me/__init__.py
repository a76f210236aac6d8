"""Maine: hours of operation, written plans, and chatbots."""
