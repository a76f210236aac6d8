"""Oregon: name and purpose at once, and few work calls."""
