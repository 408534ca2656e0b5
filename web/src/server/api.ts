import type { Problem } from "./types.ts";

/** An answer that says why it is none. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<Problem>,
  ) {
    super([problem.title, problem.detail].filter(Boolean).join(" ") || String(status));
  }

  get code(): string {
    return this.problem.code ?? "";
  }
}

/** Nobody answered: the server is not there, or the line is cut. */
export class Offline extends Error {}

/** There are no data yet: nothing is wrong, somebody has to bring some. */
export const isNoData = (error: unknown): boolean => error instanceof ApiProblem && error.code === "request.conflict";

/** What is asked for; several values of one name stand in the address one after another. */
export type Query = Readonly<Record<string, string | number | readonly string[] | null | undefined>>;

export function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).flatMap(([key, value]) =>
    [value].flat().map((one) => [key, one === null || one === undefined ? "" : String(one)] as [string, string]),
  );
  const search = new URLSearchParams(given.filter(([, value]) => value !== ""));
  return search.size > 0 ? `${path}?${search}` : path;
}

async function answered(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Offline();
  }
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  throw new ApiProblem(response.status, problem);
}

export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const response = await answered(address(path, query), signal ? { signal } : {});
  return (await response.json()) as T;
}

export async function send<T>(method: "POST" | "PATCH" | "PUT" | "DELETE", path: string, body?: unknown): Promise<T> {
  const response = await answered(path, {
    method,
    // What is taken away is taken away even if the page is being left.
    keepalive: method === "DELETE",
    ...(body === undefined
      ? {}
      : body instanceof FormData
        ? { body }
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}
