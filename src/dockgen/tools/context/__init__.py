"""What a build sends to its builder, and what is wrong with it."""
