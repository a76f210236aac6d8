"""The API for integrators: what they may ask, bring and have sent; every problem is named as RFC 9457 has it."""
