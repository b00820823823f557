const express = require("express");
const { greet } = require("@post/names");

const app = express();
app.get("/hello/:name", (request, response) => response.send(greet(request.params.name)));

const server = app.listen(process.env.PORT || 4200);
process.on("SIGTERM", () => server.close(() => process.exit(0)));
