"""How Maven is called: its wrapper, its settings, its toolchains and JDK, its commands."""
