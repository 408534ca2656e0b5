import { randomBytes } from "node:crypto";
import { AccessError, RequestError } from "../../../base/errors.ts";
import { parseExact } from "../../../sources/read/json.ts";
import type { Hook, Hooks, Outcome } from "../../../store/ports/hooks.ts";
import type { Audited, Operations } from "../../../store/ports/operations.ts";
import type { NewFact } from "../../../workspace/new-fact.ts";
import { faultOf } from "../../../workspace/new-fact.ts";
import { factsOfRecord } from "../../../workspace/of-record/facts-of-record.ts";
import type { Actor } from "../access.ts";
import type { Ingest } from "../ingest.ts";
import type { Seal } from "../seal.ts";
import { type Delivered, type HookSettings, type HookSource, part, type Told } from "./hook-source.ts";
import { hookSource } from "./sources.ts";

export type { Hook, Outcome };

/** Under which secrets of hooks are sealed. */
const PURPOSE = "hook";

export interface Received {
  outcome: Outcome | "repeated";
  /** Why nothing was made of it, or of parts of it. */
  reasons: string[];
}

interface Parts {
  hooks: Hooks;
  operations: Pick<Operations, "audit">;
  /** Null where the server shows files. */
  ingest: Ingest | null;
  seal: Seal;
  now: () => Date;
}

/** What other systems tell by themselves: who may, and what becomes of it. */
export class HooksIn {
  constructor(private readonly parts: Parts) {}

  list(): Promise<Hook[]> {
    return this.parts.hooks.hooks();
  }

  /** @param given.secret as the other system has it; without it one is made, and told once, here */
  async add(
    by: Actor,
    given: { source: string; name: string; secret?: string | undefined } & Partial<HookSettings>,
  ): Promise<{ hook: Hook; secret: string }> {
    const { hooks, seal, now } = this.parts;
    const secret = given.secret ?? `whsec_${randomBytes(32).toString("base64")}`;
    const hook: Hook = {
      ...{ id: randomBytes(16).toString("hex"), source: given.source, name: given.name },
      ...{ columns: { ...given.columns }, scales: { ...given.scales } },
      ...{ createdBy: by.id, createdAt: now(), lastUsedAt: null, revokedAt: null },
    };
    await hooks.addHook(hook, seal.close(secret, PURPOSE));
    await this.#note(by, "hook.added", hook.id, { source: hook.source });
    return { hook, secret };
  }

  /** @throws RequestError `request.not_found` */
  async change(
    by: Actor,
    id: string,
    {
      secret,
      ...plain
    }: { name?: string; secret?: string; columns?: Record<string, string>; scales?: Record<string, string> },
  ): Promise<Hook> {
    const { hooks, seal } = this.parts;
    const sealed = secret === undefined ? {} : { sealed: seal.close(secret, PURPOSE) };
    if (!(await hooks.changeHook(id, { ...plain, ...sealed }))) throw noHook();
    const fields = [...Object.keys(plain), ...Object.keys(sealed).map(() => "secret")].sort();
    await this.#note(by, "hook.changed", id, { fields });
    return (await hooks.hook(id))!.hook;
  }

  async revoke(by: Actor, id: string): Promise<void> {
    if (!(await this.parts.hooks.revokeHook(id, this.parts.now()))) throw noHook();
    await this.#note(by, "hook.revoked", id);
  }

  /** The latest deliveries, without what they said. */
  async deliveries(id: string, ask: { before: Date | null; limit: number }) {
    if (!(await this.parts.hooks.hook(id))) throw noHook();
    return this.parts.hooks.deliveries(id, ask);
  }

  /**
   * Takes a delivery. What it tells is on the disk when this returns; the same delivery changes nothing the second time, and what is older than
   * what was told of the same thing before changes nothing at all.
   * @throws RequestError `request.not_found`, AccessError `access.wrong` where it was not signed with the secret
   */
  async receive(source: string, id: string, delivered: Delivered): Promise<Received> {
    const { hooks, ingest, seal } = this.parts;
    const known = await hooks.hook(id);
    const speaks = hookSource(source);
    if (!known || !speaks || known.hook.source !== source || known.hook.revokedAt !== null) throw noHook();
    if (!speaks.isGenuine(delivered, seal.open(known.sealed, PURPOSE)))
      throw new AccessError("access.wrong", "The signature is not that of this hook's secret, or is too old.", {
        hint: "Give the hook the secret that the sender signs with, and check the clocks.",
      });
    if (!ingest)
      throw new RequestError("request.conflict", "This server shows files, which no delivery can be added to.", {
        hint: "Start it on a workspace: `feltworth init` makes one, `feltworth serve <workspace>` serves it.",
      });
    return this.#take(known.hook, speaks, delivered, ingest);
  }

  async #take(hook: Hook, source: HookSource, delivered: Delivered, ingest: Ingest): Promise<Received> {
    const { hooks } = this.parts;
    const told = toldBy(source, delivered, hook);
    const delivery = typeof told === "string" ? null : told;
    if (delivery?.id && (await hooks.isDelivered(hook.id, delivery.id))) return { outcome: "repeated", reasons: [] };
    const { facts, faults } =
      typeof told === "string" ? { facts: [], faults: [told] } : factsOf(told, delivered.receivedAt);
    const isOld = delivery?.about && delivery.happenedAt && (await hooks.latestOf(hook.id, delivery.about));
    const outcome: Outcome =
      isOld && isOld > delivery.happenedAt!
        ? "outdated"
        : facts.length > 0
          ? "stored"
          : faults.length > 0
            ? "set_aside"
            : "ignored";
    if (outcome === "stored") await ingest.store(source.system, facts);
    if (outcome !== "outdated") await this.#setAside(hook, delivery?.id ?? null, faults, delivered.receivedAt);
    await hooks.noteDelivery({
      ...{ hook: hook.id, id: delivery?.id ?? randomBytes(16).toString("hex"), outcome },
      ...{ about: delivery?.about ?? null, happenedAt: delivery?.happenedAt ?? null, receivedAt: delivered.receivedAt },
    });
    await hooks.touchHook(hook.id, delivered.receivedAt);
    return { outcome, reasons: faults };
  }

  #setAside(hook: Hook, messageId: string | null, faults: readonly string[], at: Date): Promise<void> {
    return this.parts.hooks.setAside(
      faults.map((reason, place) => ({ at, sender: hook.id, messageId, place, reason: reason.slice(0, 500) })),
    );
  }

  #note(by: Actor, action: Audited, subject: string, details: Record<string, unknown> = {}): Promise<void> {
    return this.parts.operations.audit({ at: this.parts.now(), actor: by.id, action, subject, details });
  }
}

/** What a delivery tells; or in words why it tells nothing. */
function toldBy(source: HookSource, delivered: Delivered, settings: HookSettings): Told | string {
  try {
    const payload = parseExact(delivered.body.toString("utf8"));
    // Some send a list of one.
    const [single] = Array.isArray(payload) && payload.length === 1 ? (payload as unknown[]) : [payload];
    if (typeof single !== "object" || single === null || Array.isArray(single)) return "it is no object";
    return source.read(part(single), delivered, settings);
  } catch (error) {
    if (error instanceof SyntaxError) return "it is no JSON";
    if (error instanceof RangeError) return "it is nested too deep";
    throw error;
  }
}

function factsOf({ records, facts = [], faults = [] }: Told, now: Date): { facts: NewFact[]; faults: string[] } {
  const made = records.map(({ mappings, cells, money = "major" }) => factsOfRecord(mappings, cells, { money, now }));
  const told = facts.map((fact) => ({ fact, fault: faultOf(fact) }));
  return {
    facts: [
      ...made.flatMap((each) => each.facts),
      ...told.flatMap(({ fact, fault }) => (fault === null ? [fact] : [])),
    ],
    faults: [
      ...faults,
      ...made.flatMap((each) => each.faults),
      ...told.flatMap(({ fact, fault }) => (fault === null ? [] : [`${fact.fact}: ${fault}`])),
    ],
  };
}

const noHook = (): RequestError =>
  new RequestError("request.not_found", "There is no such hook.", {
    hint: "An administrator makes one: POST /api/v1/hooks tells its address.",
    details: { what: "hook" },
  });
