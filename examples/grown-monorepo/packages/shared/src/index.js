/** Where a boat lies: the long ones at the outer pier. */
export const berth = (boat) => (boat.length > 8 ? "outer pier" : "inner pier");
