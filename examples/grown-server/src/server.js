import fs from "node:fs";
import path from "node:path";
import bcrypt from "bcrypt";
import express from "express";
import { open } from "./database.js";
import { env } from "./env.js";
import { Places } from "./places.js";

const database = open();
const app = express();

app.get("/berths", (request, response) => {
  response.json({ berths: env.BERTHS, boats: database.prepare("select name, length from boats").all() });
});
app.get("/signed", async (request, response) => {
  const signed = await bcrypt.hash(env.SESSION_SECRET, 4);
  response.json({ signed: await bcrypt.compare(env.SESSION_SECRET, signed) });
});
app.post("/photos/:name", express.raw({ type: "*/*", limit: "1mb" }), (request, response) => {
  fs.writeFileSync(path.join(Places.uploads, path.basename(request.params.name)), request.body);
  response.status(201).end();
});
app.get("/writable", (request, response) => {
  fs.writeFileSync(path.join(Places.uploads, "probe.txt"), "ok");
  response.send(fs.readFileSync(path.join(Places.uploads, "probe.txt"), "utf8"));
});

const server = app.listen(process.env.PORT || 4700);
process.on("SIGTERM", () => server.close());
