"""Programs that Cargo builds: servers, workers and command-line tools."""
