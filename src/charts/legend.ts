import { text, textWidth } from "./svg.ts";

/** An entry of a legend: a mark at a place, and what it stands for. */
export interface Key {
  mark: (x: number, y: number) => string;
  label: string;
}

/** Legend entries from left to right, on as many rows as the width asks for. */
export function keyRows(keys: readonly Key[], { x, y, width }: { x: number; y: number; width: number }) {
  let [cursor, row] = [x, 0];
  const marks = keys.map(({ mark, label }) => {
    const needed = 24 + textWidth(label) + 12;
    if (cursor > x && cursor + needed > width) [cursor, row] = [x, row + 1];
    const drawn = mark(cursor, y + row * 20) + text(cursor + 22, y + row * 20, label);
    cursor += needed;
    return drawn;
  });
  return { rows: keys.length === 0 ? 0 : row + 1, marks: marks.join("") };
}
