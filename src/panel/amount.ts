/** Facts from which most of what a question costs is reading them, and no longer preparing it. */
const MANY = 500_000;

/**
 * Whether there are many facts. Of few, several questions at a time use the processors better; of many, each is spread over all of them, and
 * more at a time only take memory and processors from each other.
 * @param facts how many of each kind
 */
export const amountOf = (facts: Readonly<Record<string, number>>): "many" | "few" =>
  Object.values(facts).reduce((sum, n) => sum + n, 0) < MANY ? "few" : "many";
