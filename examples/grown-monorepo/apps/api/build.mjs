import path from "node:path";
import { cp } from "node:fs/promises";
import { build } from "esbuild";

await build({
  entryPoints: ["src/server.js"],
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  outfile: "dist/server.js",
  define: { BUILD: JSON.stringify(process.env.BUILD) },
  alias: { "#shared": "../../packages/shared/src/index.js" },
});
await cp(path.join(import.meta.dirname, "..", "..", "assets"), "dist/assets", { recursive: true });
