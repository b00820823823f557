const polka = require("polka");

const zones = { tokyo: "Asia/Tokyo", lima: "America/Lima" };

const app = polka().get("/:place", (request, response) => {
  const timeZone = zones[request.params.place];
  if (!timeZone) {
    response.writeHead(404).end("No such place");
    return;
  }
  response.end(new Date(0).toLocaleString("en-GB", { timeZone }));
});

app.listen(process.env.PORT, () => console.log("ready"));
process.on("SIGTERM", () => app.server.close(() => process.exit(0)));
