"""Nevada, where medical debt waits sixty days."""
