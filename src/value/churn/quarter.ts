/** Name of the quarter that begins on a day, such as 2025-Q3. */
export const quarterName = (day: string): string =>
  `${day.slice(0, 4)}-Q${Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1}`;
