export interface WordCount {
  words: number
  longest: string
}

export function countWords(text: string): WordCount {
  const words = text.match(/[\p{L}\p{N}'-]+/gu) ?? []
  const longest = words.reduce((a, b) => (b.length > a.length ? b : a), '')
  return { words: words.length, longest }
}
