import { Hono } from "hono";
import { wordOf } from "./words.ts";

const app = new Hono();
app.get("/", (context) => context.text(wordOf(0)));
app.get("/:day{[0-9]+}", (context) => context.text(wordOf(Number(context.req.param("day")))));

const server = Deno.serve({ port: Number(Deno.env.get("PORT") ?? 4900) }, app.fetch);
Deno.addSignalListener("SIGTERM", () => server.shutdown().then(() => Deno.exit(0)));
