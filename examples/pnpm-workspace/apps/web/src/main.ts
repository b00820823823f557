import { euros } from "@shop/money";

document.querySelector("#total")!.textContent = euros(1250);
