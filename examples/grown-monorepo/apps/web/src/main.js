import { berth } from "../../../packages/shared/src/index.js";
document.body.textContent = berth({ length: 9 });
