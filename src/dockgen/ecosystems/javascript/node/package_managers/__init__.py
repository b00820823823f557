"""npm, Yarn, pnpm and Bun: versions, lockfiles, registries."""
