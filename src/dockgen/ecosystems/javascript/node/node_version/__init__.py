"""The version of Node.js that a project asks for."""
