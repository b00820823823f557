"""What Cargo, rustup and the lockfile are told, one module for each file."""
