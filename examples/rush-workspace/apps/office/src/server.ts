import { roster } from "@ferry/rosters";
import Fastify from "fastify";

const app = Fastify();
app.get("/roster", async () => roster);

process.on("SIGTERM", () => void app.close());
await app.listen({ port: Number(process.env.PORT || 4601), host: "0.0.0.0" });
