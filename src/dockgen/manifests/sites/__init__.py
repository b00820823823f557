"""Site generators: what their configurations say of how a site is built and where it lands."""
