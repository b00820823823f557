const ms = require("ms");
const polka = require("polka");

const app = polka().get("/:span", (request, response) => {
  const milliseconds = ms(decodeURIComponent(request.params.span));
  if (milliseconds === undefined) response.statusCode = 400;
  response.end(`${milliseconds} ms`);
});

app.listen(process.env.PORT || 4700);
process.on("SIGTERM", () => app.server.close(() => process.exit(0)));
