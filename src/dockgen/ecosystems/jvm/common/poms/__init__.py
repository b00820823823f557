"""POMs: what they hold, what they inherit, and which of their profiles are active."""
