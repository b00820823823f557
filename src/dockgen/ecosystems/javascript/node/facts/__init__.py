"""The facts of a Node.js project, one module for each question."""
