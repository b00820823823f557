import ms from "ms";

const CROSSING = ms("25m");

export interface Departure {
  from: string;
  leaves: string;
  arrives: string;
}

/** The departures of a day, given as minutes after midnight. */
export function departures(from: string, minutes: number[]): Departure[] {
  return minutes.map((minute) => {
    const leaves = minute * ms("1m");
    return { from, leaves: clock(leaves), arrives: clock(leaves + CROSSING) };
  });
}

function clock(time: number): string {
  return new Date(time).toISOString().slice(11, 16);
}
