"""Colorado: hours, notices, and automated decisions from 2027."""
