"""The agents' console: conversations that need a person, what the law allows now, and the reply."""
