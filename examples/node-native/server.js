const http = require("node:http");
const Database = require("better-sqlite3");

const database = new Database(process.env.DATABASE || ":memory:");
database.exec("CREATE TABLE IF NOT EXISTS visits (at TEXT)");
const add = database.prepare("INSERT INTO visits VALUES (datetime())");
const count = database.prepare("SELECT count(*) AS visits FROM visits");

const server = http.createServer((request, response) => {
  if (request.url !== "/") {
    response.writeHead(404).end();
    return;
  }
  add.run();
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ ...count.get(), logLevel: process.env.LOG_LEVEL }));
});

server.listen(process.env.PORT || 4400);
process.on("SIGTERM", () => server.close(() => process.exit(0)));
