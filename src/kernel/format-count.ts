// Made once: `toLocaleString` looks the locale up each time, and a page prints dozens of numbers.
const WHOLE = new Intl.NumberFormat('en-US')

/** `1,084`. */
export function formatCount(count: number): string {
  return WHOLE.format(count)
}
