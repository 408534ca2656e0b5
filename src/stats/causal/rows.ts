/** Positions at which a column holds what is wanted, in their order. */
export function rowsWhere(column: ArrayLike<number>, wanted: (value: number) => boolean): Int32Array {
  const rows = new Int32Array(column.length);
  let n = 0;
  for (let i = 0; i < column.length; i++) if (wanted(column[i]!)) rows[n++] = i;
  return rows.slice(0, n);
}

/** Values of a column at given rows. */
export function pick(column: ArrayLike<number>, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column[rows[i]!]!;
  return values;
}
