const plants = new Map([
  ["fern", "Likes shade and a wet pot."],
  ["cactus", "Likes to be left alone."],
]);

export const names = () => [...plants.keys()];
export const note = (name) => plants.get(name);
