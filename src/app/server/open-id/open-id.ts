import { randomUUID } from "node:crypto";
import type { OpenIdSettings } from "../../../config/open-id.ts";
import type { Identities } from "../../../store/ports/identities.ts";
import type { Audited, Operations, Role, User } from "../../../store/ports/operations.ts";
import type { Access } from "../access.ts";
import type { Seal } from "../seal.ts";
import { hashPassword, newToken } from "../secrets.ts";
import { type Claims, type Errand, isUnreachable, Provider } from "./provider.ts";

/** Why somebody who came from the provider was not let in. */
export const REFUSALS = ["unreachable", "failed", "unverified", "domain", "unknown", "closed"] as const;
export type Refusal = (typeof REFUSALS)[number];

/** A way to the provider has to be gone within this time. */
const ERRAND = 10 * 60_000;
const PURPOSE = "openid";

/** Sign-in by a provider of OpenID Connect: who is let in, and as whom. Everything of it stands in the audit log. */
export class OpenId {
  readonly #provider: Provider;

  constructor(
    readonly settings: OpenIdSettings,
    private readonly parts: {
      access: Access;
      operations: Operations;
      identities: Identities;
      seal: Seal;
      now: () => Date;
      /** Told why the provider was not understood; nothing secret is in it. */
      onTrouble(reason: string): void;
    },
  ) {
    this.#provider = new Provider(settings);
  }

  /** Where a browser is to go, and what it keeps meanwhile; null where the provider does not answer. */
  async begin(redirectUri: string): Promise<{ url: string; kept: string; seconds: number } | null> {
    try {
      const { url, errand } = await this.#provider.begin(redirectUri);
      const until = this.parts.now().getTime() + ERRAND;
      const kept = this.parts.seal.close(JSON.stringify({ ...errand, until }), PURPOSE);
      return { url: url.href, kept, seconds: ERRAND / 1000 };
    } catch (error) {
      await this.#refused(this.#reasonOf(error), null);
      return null;
    }
  }

  /**
   * @param query of the address by which the browser came back
   * @param kept what it kept
   */
  async finish(
    query: string,
    kept: string | null,
    agent: string | null,
  ): Promise<{ token: string; user: User } | { refused: Refusal }> {
    const errand = this.#errand(kept);
    if (!errand) return this.#refused("failed", null);
    let claims: Claims;
    try {
      claims = await this.#provider.finish(query, errand);
    } catch (error) {
      return this.#refused(this.#reasonOf(error), null);
    }
    const user = await this.#userOf(claims);
    if (typeof user === "string") return this.#refused(user, claims);
    return { token: await this.parts.access.begin(user, agent, "openid"), user };
  }

  /** Where whoever has signed out here goes to sign out there; null where there is no such place. */
  async end(backTo: string): Promise<string | null> {
    return (await this.#provider.end(backTo))?.href ?? null;
  }

  #errand(kept: string | null): Errand | null {
    if (kept === null) return null;
    try {
      const errand = JSON.parse(this.parts.seal.open(kept, PURPOSE)) as Errand & { until: number };
      return errand.until > this.parts.now().getTime() ? errand : null;
    } catch {
      return null;
    }
  }

  /** Whom the provider vouches for, brought up to date with what it says; or why they are not let in. */
  async #userOf(claims: Claims): Promise<User | Refusal> {
    const { operations, identities, now } = this.parts;
    const address = claims.isEmailVerified ? claims.email : null;
    const known = await identities.userOf(claims.issuer, claims.subject);
    if (!known && address === null) return "unverified";
    if (this.settings.domains.length > 0) {
      if (address === null) return "unverified";
      if (!this.settings.domains.includes(address.split("@").at(-1)!.toLowerCase())) return "domain";
    }
    const role = this.#roleOf(claims);
    const userId = known ?? (await this.#firstTime(claims, address!, role));
    if (userId === null) return "unknown";
    // Where roles are told by the provider, it is asked each time; whom it gives none keeps nothing.
    if (this.settings.roles !== null) {
      if (role === null) return "unknown";
      await this.parts.access.takeRole(userId, role);
    }
    const user = (await operations.user(userId))!;
    if (user.disabledAt !== null) return "closed";
    await identities.touch(claims.issuer, claims.subject, now());
    return user;
  }

  /** The user whose address was vouched for, else a new one; null where nothing says what they may do. */
  async #firstTime({ issuer, subject, name }: Claims, address: string, role: Role | null): Promise<string | null> {
    const { operations, identities, now } = this.parts;
    const there = await operations.credentials(address);
    if (!there && role === null) return null;
    const id = there?.user.id ?? randomUUID();
    if (!there) {
      const user = {
        ...{ id, email: address, name: name?.slice(0, 200) ?? address, role: role!, language: null },
        ...{ createdAt: now(), disabledAt: null },
      };
      // A password that nobody knows: an administrator may set one.
      await operations.addUser(user, await hashPassword(newToken()));
      await this.#note(id, "user.added", id, { role, by: "openid" });
    }
    await identities.link({ issuer, subject, userId: id, at: now() });
    await this.#note(id, "user.linked", id, { issuer });
    return id;
  }

  #roleOf({ all }: Claims): Role | null {
    const { roles, firstRole } = this.settings;
    if (roles === null) return firstRole as Role | null;
    const said = all[roles.claim];
    const values = (Array.isArray(said) ? said : [said]).map(String);
    return (roles.of.find(({ value }) => values.includes(value))?.role ?? firstRole) as Role | null;
  }

  #reasonOf(error: unknown): Refusal {
    const { message, code, cause } = error as { message?: string; code?: string; cause?: { error?: string } };
    const said = typeof cause?.error === "string" ? cause.error : null;
    this.parts.onTrouble([code, message, said].filter(Boolean).join(": "));
    return isUnreachable(error) ? "unreachable" : "failed";
  }

  async #refused(reason: Refusal, claims: Claims | null): Promise<{ refused: Refusal }> {
    const who = claims === null ? {} : { issuer: claims.issuer, subject: claims.subject };
    await this.#note(null, "session.refused", null, { by: "openid", reason, ...who });
    return { refused: reason };
  }

  async #note(actor: string | null, action: Audited, subject: string | null, details: Record<string, unknown>) {
    await this.parts.operations.audit({ at: this.parts.now(), actor, action, subject, details });
  }
}
