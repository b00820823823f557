"""What the Rust sources of a program say."""
