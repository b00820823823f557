import { open } from "./database.js";

const database = open();
const timer = setInterval(() => {
  const { boats } = database.prepare("select count(*) as boats from boats").get();
  console.log(`${boats} boats`);
}, 60_000);
process.on("SIGTERM", () => clearInterval(timer));
