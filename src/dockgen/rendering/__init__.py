"""Plans to text: the Jinja environment, its cache, the user's additions and templates."""
