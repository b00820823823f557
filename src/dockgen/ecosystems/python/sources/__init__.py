"""What Python sources say: parsed, never imported."""
