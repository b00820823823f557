import path from "node:path";

export class Places {
  static data = process.env.DATA_DIR || "./data/";
  static uploads = path.join(Places.data, "uploads");
  static database = path.join(Places.data, "harbour.db");
  static template = "./seeds/harbour.db";
  static migrations = path.resolve("migrations");
}
