import type { FastifyRequest } from "fastify";

/** The type that is asked for most, of those that there are; the first where nothing is said. @see RFC 9110, section 12.5.1 */
export function preferred<T extends string>(request: FastifyRequest, offered: readonly [T, ...T[]]): T {
  const accepted = (request.headers.accept ?? "*/*").split(",").map((part) => {
    const [type, ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const q = parameters.find((parameter) => parameter.startsWith("q="));
    return { type: type!, weight: q === undefined ? 1 : Number(q.slice(2)) || 0 };
  });
  const weightOf = (type: string) => {
    const fits = (pattern: string) =>
      pattern === type || pattern === "*/*" || (pattern.endsWith("/*") && type.startsWith(pattern.slice(0, -1)));
    // The most exact pattern decides.
    const found = accepted.filter((each) => fits(each.type)).sort((a, b) => precision(b.type) - precision(a.type))[0];
    return found?.weight ?? 0;
  };
  return [...offered].sort((a, b) => weightOf(b) - weightOf(a))[0]!;
}

const precision = (pattern: string): number => (pattern === "*/*" ? 0 : pattern.endsWith("/*") ? 1 : 2);
