"""Files for other tools: compose, bake, workflows, editors, devcontainer, copier."""
