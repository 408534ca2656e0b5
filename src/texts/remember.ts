/**
 * Gives what was made for a key before: a report says the same numbers, days and phrases several times over.
 * @param most keys that are kept; then all are forgotten, so that a process that runs for long does not grow
 */
export function remembering(most = 20_000): (key: string, make: () => string) => string {
  const known = new Map<string, string>();
  return (key, make) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = make();
    if (known.size >= most) known.clear();
    known.set(key, made);
    return made;
  };
}
