export default defineEventHandler(() => [
  { line: "12", to: "Harbour" },
  { line: "48", to: "Old Mill" },
]);
