import fs from "node:fs";
import path from "node:path";
import express from "express";
import { berth } from "#shared";

const seeds = path.join(process.cwd(), "seeds");
const boats = fs
  .readdirSync(seeds)
  .flatMap((name) => JSON.parse(fs.readFileSync(path.join(seeds, name), "utf8")));

const app = express();
app.get("/boats", (request, response) => {
  response.json({ build: BUILD, boats: boats.map((boat) => ({ ...boat, berth: berth(boat) })) });
});
app.use("/assets", express.static(path.join(import.meta.dirname, "assets")));

const server = app.listen(process.env.PORT || 4800);
process.on("SIGTERM", () => server.close());
