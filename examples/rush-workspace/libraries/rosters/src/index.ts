/** Who is on board, by the hour at which a shift begins. */
export const roster: Record<string, string[]> = { "06:00": ["Ines", "Olu"], "14:00": ["Marek"] };
