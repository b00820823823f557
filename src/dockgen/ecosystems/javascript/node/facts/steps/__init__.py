"""Steps of an installation or a build that a project does not call by itself."""
