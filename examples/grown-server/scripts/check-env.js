import "../src/env.js";
