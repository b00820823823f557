"""Site generators and static pages."""
