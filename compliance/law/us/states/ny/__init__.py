"""New York State: 23 NYCRR 1 and what stands beside it."""
