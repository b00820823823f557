import fs from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Places } from "./places.js";

/** Opens the database, and brings it up to date. */
export function open() {
  fs.mkdirSync(Places.uploads, { recursive: true });
  if (!fs.existsSync(Places.database)) fs.copyFileSync(Places.template, Places.database);
  const database = new DatabaseSync(Places.database);
  const done = database.prepare("pragma user_version").get().user_version;
  const steps = fs.readdirSync(Places.migrations).sort();
  steps.slice(done).forEach((step) => {
    database.exec(fs.readFileSync(path.join(Places.migrations, step), "utf8"));
  });
  database.exec(`pragma user_version = ${steps.length}`);
  return database;
}
