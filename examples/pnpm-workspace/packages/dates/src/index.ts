export const iso = (date: Date): string => date.toISOString().slice(0, 10);
