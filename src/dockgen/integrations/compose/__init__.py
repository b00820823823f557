"""compose.yaml: the application with the services that it needs."""
