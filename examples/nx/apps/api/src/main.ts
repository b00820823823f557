import express from "express";
import { hives } from "@bees/hives";

const host = process.env.HOST ?? "localhost";
const port = process.env.PORT ? Number(process.env.PORT) : 4600;

const app = express();
app.get("/hives", (_request, response) => {
  response.json(hives);
});

const server = app.listen(port, host);
process.on("SIGTERM", () => server.close());
