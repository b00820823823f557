const words = ["petrichor", "gloaming", "susurrus"];

export const wordOf = (day: number): string => words[day % words.length];
