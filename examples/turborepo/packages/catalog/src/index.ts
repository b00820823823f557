export const papers = (): string[] => ["The Morning Post", "The Evening Tide"];
