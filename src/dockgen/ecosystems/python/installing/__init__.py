"""How packages are installed, on which Python, with which system packages."""
