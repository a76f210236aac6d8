"""The assistant: it reads what a consumer wrote, decides what to say and do, and never speaks first."""
