import { iso } from "@shop/dates";
import { euros } from "@shop/money";
import Fastify from "fastify";

const server = Fastify({ logger: true });

server.get("/orders/1", () => ({ id: 1, total: euros(1250), placed: iso(new Date(0)) }));
server.get("/health", () => ({ status: "ok" }));

const stop = () => server.close().then(() => process.exit(0));
process.on("SIGTERM", stop);
process.on("SIGINT", stop);

await server.listen({ port: Number(process.env.PORT ?? 4100), host: "0.0.0.0" });
