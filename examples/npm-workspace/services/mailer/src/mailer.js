const ms = require("ms");
const { greet } = require("@post/names");

setInterval(() => console.log(greet("subscriber")), ms("1m"));
