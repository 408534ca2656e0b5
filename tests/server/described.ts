import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

interface Description {
  paths: Record<string, Record<string, { responses?: Record<string, { content?: Record<string, unknown> }> }>>;
}

/** An answer as `fetch` or a browser got it. */
interface Answer {
  method: string;
  url: URL;
  status: number;
  /** Its `content-type`. */
  type: string;
  json(): Promise<unknown>;
}

/** @returns what refuses an answer of the server in JSON that is not as the server describes it, with what is wrong */
export async function describedBy(address: string): Promise<(answer: Answer) => Promise<void>> {
  const description = (await (await fetch(`${address}/api/v1/openapi.json`)).json()) as Description;
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
  ajv.addSchema(description, "api");
  const templates = Object.keys(description.paths)
    // What is written out stands before what a part may be anything of.
    .sort((a, b) => a.split("{").length - b.split("{").length)
    .map((path) => ({
      path,
      shape: new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+")}$`),
    }));
  const validators = new Map<string, ValidateFunction>();

  return async ({ method, url, status: given, type, json }) => {
    if (!/^application\/(problem\+)?json/.test(type) || url.pathname === "/api/v1/openapi.json") return;
    const path = templates.find(({ shape }) => shape.test(url.pathname))?.path;
    const described = path === undefined ? undefined : description.paths[path]![method.toLowerCase()];
    // There is nothing there, and the answer says so.
    if (path === undefined || !described) return;
    const status = String(given);
    const stated = [status, `${status[0]}XX`, `${status[0]}xx`].find((key) => described.responses?.[key]?.content);
    const where = `${method} ${path} → ${status}`;
    if (stated === undefined) {
      // Handlers that choose a form by what is asked for write it themselves.
      const writesItself = !Object.keys(described.responses ?? {}).some((key) => /^2/.test(key));
      if (described.responses?.[status] || (writesItself && /^2/.test(status))) return;
      throw new Error(`${where} is not described`);
    }
    const [content] = Object.keys(described.responses![stated]!.content!);
    const steps = ["paths", path, method.toLowerCase(), "responses", stated, "content", content!, "schema"];
    const pointer = steps.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
    let validate = validators.get(pointer);
    if (!validate) {
      validate = ajv.compile({ $ref: `api#/${pointer}` });
      validators.set(pointer, validate);
    }
    const body = await json();
    if (!validate(body)) throw new Error(`${where} is not as described: ${ajv.errorsText(validate.errors)}`);
  };
}

/**
 * Holds every answer in JSON that a test gets from a server against the server's own description of it.
 * @returns what ends it
 */
export async function heldToDescription(address: string): Promise<() => void> {
  const held = await describedBy(address);
  const plain = globalThis.fetch;
  const watching: typeof fetch = async (input, init) => {
    const answer = await plain(input, init);
    const url = new URL(input instanceof Request ? input.url : String(input));
    const method = (init?.method ?? "GET").toUpperCase();
    const type = answer.headers.get("content-type") ?? "";
    if (url.origin === address)
      await held({ method, url, type, status: answer.status, json: () => answer.clone().json() });
    return answer;
  };
  globalThis.fetch = watching;
  return () => {
    if (globalThis.fetch === watching) globalThis.fetch = plain;
  };
}
