"""What a repository's own deployment says: Dockerfiles, compose files, platform files, Procfile."""
