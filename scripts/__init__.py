"""What keeps dockgen itself current."""
