"""What Node.js, Bun and Deno have in common."""
