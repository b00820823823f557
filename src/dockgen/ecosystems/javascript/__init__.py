"""Node.js, Bun and Deno."""
