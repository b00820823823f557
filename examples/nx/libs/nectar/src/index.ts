/** Grams of sugar in a litre, for the other services; the application does without. */
export const sugar = { lime: 420, clover: 330 };
