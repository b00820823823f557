import http from "node:http";
import puppeteer from "puppeteer";

// The container has no user namespaces for Chromium's own sandbox; it is the sandbox here.
const browser = await puppeteer.launch({ args: ["--no-sandbox", "--disable-dev-shm-usage"] });

async function headline() {
  const page = await browser.newPage();
  try {
    await page.setContent("<h1></h1><script>document.querySelector('h1').textContent = 6 * 7</script>");
    return await page.$eval("h1", (element) => element.textContent);
  } finally {
    await page.close();
  }
}

const server = http.createServer(async (request, response) => {
  response.end(`${await browser.version()} says ${await headline()}`);
});

server.listen(process.env.PORT ?? 4500);
process.on("SIGTERM", async () => {
  server.close();
  await browser.close();
  process.exit(0);
});
