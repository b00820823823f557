export const load = () => ({ tides: [{ at: "04:10", height: 3.9 }, { at: "16:35", height: 4.2 }] });
