/** A moment as engines give it (`2026-05-04 10:00:00`, in UTC) as ISO 8601 writes it; of one that is known to the day or less, the day alone. */
export function isoMoment(at: string, precision = "instant"): string {
  return precision === "instant" ? `${at.replace(" ", "T")}Z` : at.slice(0, 10);
}
