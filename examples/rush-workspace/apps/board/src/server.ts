import { departures } from "@ferry/departures";
import Fastify from "fastify";

const app = Fastify();
app.get("/departures", async () => departures("North Quay", [370, 430, 490]));

process.on("SIGTERM", () => void app.close());
await app.listen({ port: Number(process.env.PORT || 4600), host: "0.0.0.0" });
