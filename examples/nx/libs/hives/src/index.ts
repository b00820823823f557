export const hives = [
  { name: "Orchard", frames: 10 },
  { name: "Long meadow", frames: 12 },
];
