import { serve } from "@hono/node-server";
import { papers } from "@kiosk/catalog";
import { Hono } from "hono";

const app = new Hono();
app.get("/papers", (context) => context.json(papers()));

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT) || 4300 });
process.on("SIGTERM", () => server.close(() => process.exit(0)));
