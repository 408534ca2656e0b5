import { randomUUID } from "node:crypto";
import { AccessError, RequestError } from "../../base/errors.ts";
import type { AccessKey, Audited, KeyKind, Operations, Role, SignInWay, User } from "../../store/ports/operations.ts";
import { hashPassword, isPassword, isSameSecret, newToken, tokenHash } from "./secrets.ts";

export type { AccessKey, User };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A session ends after this much rest, and after this long in any case. */
export const SESSION = { rest: 12 * HOUR, life: 30 * 24 * HOUR };
/** So many wrong passwords in a row close an account for a while. */
export const LOCK = { failures: 10, time: 15 * MINUTE };
/** A use is written down at most this often. */
const SEEN_EVERY = MINUTE;
/** Milliseconds for which a right key is not looked up again; one that is revoked here is forgotten at once. */
const REMEMBERED = 10_000;
const MOST_REMEMBERED = 1_000;
/** Milliseconds for which what was taken away can be put back. */
export const UNDO_TIME = 10 * MINUTE;
export const PASSWORD_LENGTH = { least: 12, most: 1_000 };

/** Whoever asks for something. */
export type Actor = { kind: "user"; id: string; role: Role; user: User; session: string; way: SignInWay } | KeyActor;

interface KeyActor {
  kind: "key";
  id: string;
  role: Role | null;
  writes: boolean;
}

export interface NewUser {
  email: string;
  name: string;
  password: string;
  role: Role;
  language?: string | null | undefined;
}

/** Who may come in: first administrator, sign-in, sessions, keys. Everything of it stands in the audit log. */
export class Access {
  /** A password that nobody has: whoever is unknown waits as long as whoever is known. */
  readonly #nobody = hashPassword(newToken());
  /** Keys that were right a moment ago: programs send thousands of requests a second. */
  readonly #keys = new Map<string, { actor: KeyActor; until: number }>();

  constructor(
    private readonly operations: Operations,
    private readonly now: () => Date,
    /** Opens the set-up of a server that has no users yet; shown to whoever started it. */
    readonly setUpCode: string = newToken(),
  ) {}

  async isSetUp(): Promise<boolean> {
    return (await this.operations.countUsers()) > 0;
  }

  /** Makes the first user, an administrator. @throws AccessError where there is a user already, or the code is wrong */
  async setUp(code: string, person: Omit<NewUser, "role">): Promise<User> {
    if (await this.isSetUp()) throw setUpAlready();
    if (!isSameSecret(code, this.setUpCode))
      throw new AccessError("access.wrong", "This is not the code that the server showed when it started.", {
        hint: "It stands in the terminal or in the log of the server, after “set-up code”.",
      });
    const user = this.#userOf({ ...person, role: "administrator" });
    if (!(await this.operations.addUser(user, await hashPassword(person.password), { onlyIfNone: true })))
      throw setUpAlready();
    await this.#note(user.id, "server.set_up", user.id);
    return user;
  }

  /** @throws AccessError `access.wrong`, `access.locked`; RequestError on a password that is too short */
  async signIn(email: string, password: string, agent: string | null): Promise<{ token: string; user: User }> {
    const known = await this.operations.credentials(email);
    const isRight = await isPassword(known?.passwordHash ?? (await this.#nobody), password);
    const now = this.now();
    if (known?.lockedUntil && known.lockedUntil > now) throw locked(known.lockedUntil, now);
    if (!known || !isRight || known.user.disabledAt !== null) {
      if (known) await this.#failed(known.user.id, now);
      await this.#note(null, "session.refused", known?.user.id ?? null);
      throw new AccessError("access.wrong", "The address or the password is wrong.", {
        hint: "Try again, or ask an administrator for a new password.",
      });
    }
    if (known.failedAttempts > 0 || known.lockedUntil !== null)
      await this.operations.settleFailures(known.user.id, null);
    return { token: await this.begin(known.user, agent, "password"), user: known.user };
  }

  /** Begins a session of somebody who has proved who they are. @returns its token, which is kept nowhere */
  async begin(user: User, agent: string | null, way: SignInWay): Promise<string> {
    const now = this.now();
    const token = newToken();
    await this.operations.endSessionsBefore(now);
    await this.operations.addSession({
      ...{ tokenHash: tokenHash(token), userId: user.id, createdAt: now, lastSeenAt: now, way },
      ...{ expiresAt: new Date(now.getTime() + SESSION.life), agent: agent?.slice(0, 200) ?? null },
    });
    await this.#note(user.id, "session.begun", user.id, { by: way });
    return token;
  }

  /** Gives a user the role that whoever vouches for them says; the last administrator stays one. */
  async takeRole(id: string, role: Role): Promise<void> {
    const user = (await this.operations.user(id))!;
    if (user.role === role || (user.role === "administrator" && (await this.#isLastAdministrator(id)))) return;
    await this.operations.changeUser(id, { role });
    await this.operations.endSessionsOf(id);
    await this.#note(id, "user.changed", id, { fields: ["role"], role, by: "openid" });
  }

  async signOut(actor: Extract<Actor, { kind: "user" }>): Promise<void> {
    await this.operations.endSession(actor.session);
    await this.#note(actor.id, "session.ended", actor.id);
  }

  /** Whose session a token is; null where it is nobody's, or has ended. */
  async ofSession(token: string): Promise<Actor | null> {
    const found = await this.operations.session(tokenHash(token));
    if (!found) return null;
    const { session, user } = found;
    const now = this.now();
    const rested = now.getTime() - session.lastSeenAt.getTime();
    if (session.expiresAt <= now || rested > SESSION.rest || user.disabledAt !== null) {
      await this.operations.endSession(session.tokenHash);
      return null;
    }
    if (rested > SEEN_EVERY) await this.operations.touchSession(session.tokenHash, now);
    return { kind: "user", id: user.id, role: user.role, user, session: session.tokenHash, way: session.way };
  }

  /** Whose key it is that was right a moment ago; null where it was not, or nobody asked. */
  remembered(secret: string): KeyActor | null {
    const known = this.#keys.get(secret);
    return known && known.until > this.now().getTime() ? known.actor : null;
  }

  /** Whose key it is; null where it is nobody's, or was revoked. */
  async ofKey(secret: string): Promise<Actor | null> {
    const remembered = this.remembered(secret);
    if (remembered) return remembered;
    const now = this.now();
    const key = await this.operations.keyByHash(tokenHash(secret));
    if (!key || key.revokedAt !== null) return null;
    const actor = { kind: "key", id: key.id, role: key.role, writes: key.kind === "write" } as const;
    for (const [other, { until }] of this.#keys) if (until <= now.getTime()) this.#keys.delete(other);
    if (this.#keys.size >= MOST_REMEMBERED) this.#keys.clear();
    this.#keys.set(secret, { actor, until: now.getTime() + REMEMBERED });
    if (key.lastUsedAt === null || now.getTime() - key.lastUsedAt.getTime() > SEEN_EVERY)
      await this.operations.touchKey(key.id, now);
    return actor;
  }

  /** @throws RequestError `request.conflict` where the address is taken */
  async addUser(by: Actor, person: NewUser): Promise<User> {
    const user = this.#userOf(person);
    if (!(await this.operations.addUser(user, await hashPassword(person.password))))
      throw new RequestError("request.conflict", "There is a user with this address already.", {
        hint: "Change that one, or take another address.",
      });
    await this.#note(by.id, "user.added", user.id, { role: user.role });
    return user;
  }

  /** What is changed ends the user's sessions where it takes something away. @throws RequestError where there is no such user, or it is the last administrator */
  async changeUser(
    by: Actor,
    id: string,
    change: { name?: string; role?: Role; isDisabled?: boolean; password?: string; language?: string | null },
  ): Promise<User> {
    const user = await this.operations.user(id);
    if (!user) throw notFound("user");
    const { isDisabled, password, ...plain } = change;
    const losesRights = isDisabled === true || (plain.role !== undefined && plain.role !== user.role);
    if (user.role === "administrator" && losesRights && (await this.#isLastAdministrator(id)))
      throw new RequestError(
        "request.conflict",
        "This is the last administrator: somebody has to be left who may manage users.",
        {
          hint: "Make another user an administrator first.",
        },
      );
    const disabledAt = isDisabled === undefined ? {} : { disabledAt: isDisabled ? this.now() : null };
    await this.operations.changeUser(id, { ...plain, ...disabledAt });
    if (password !== undefined) await this.operations.changePassword(id, await hashPassword(password));
    if (losesRights || password !== undefined) await this.operations.endSessionsOf(id);
    await this.#note(by.id, "user.changed", id, { fields: Object.keys(change).sort() });
    return (await this.operations.user(id))!;
  }

  /** The secret is told once, here, and kept nowhere. */
  async addKey(
    by: Actor,
    { name, kind, role }: { name: string; kind: KeyKind; role: Role | null },
  ): Promise<{ key: AccessKey; secret: string }> {
    const secret = `fw_${kind}_${newToken()}`;
    const key: AccessKey = {
      ...{ id: randomUUID(), name, kind, role: kind === "write" ? null : role, prefix: secret.slice(0, 14) },
      ...{ createdBy: by.id, createdAt: this.now(), lastUsedAt: null, revokedAt: null },
    };
    await this.operations.addKey(key, tokenHash(secret));
    await this.#note(by.id, "key.added", key.id, { kind, role: key.role });
    return { key, secret };
  }

  async revokeKey(by: Actor, id: string): Promise<void> {
    if (!(await this.operations.revokeKey(id, this.now()))) throw notFound("key");
    this.#keys.clear();
    await this.#note(by.id, "key.revoked", id);
  }

  /** Takes back a revocation of a moment ago. @throws RequestError where there is none */
  async restoreKey(by: Actor, id: string): Promise<void> {
    if (!(await this.operations.restoreKey(id, new Date(this.now().getTime() - UNDO_TIME)))) throw notFound("key");
    await this.#note(by.id, "key.restored", id);
  }

  #userOf({ email, name, role, language }: Omit<NewUser, "password">): User {
    return {
      ...{ id: randomUUID(), email: email.trim(), name: name.trim(), role, language: language ?? null },
      ...{ createdAt: this.now(), disabledAt: null },
    };
  }

  async #failed(userId: string, now: Date): Promise<void> {
    const failures = await this.operations.countFailure(userId);
    if (failures < LOCK.failures) return;
    await this.operations.settleFailures(userId, new Date(now.getTime() + LOCK.time));
    await this.#note(null, "user.locked", userId);
  }

  async #isLastAdministrator(id: string): Promise<boolean> {
    const users = await this.operations.users();
    return !users.some((user) => user.id !== id && user.role === "administrator" && user.disabledAt === null);
  }

  async #note(actor: string | null, action: Audited, subject: string | null, details: Record<string, unknown> = {}) {
    await this.operations.audit({ at: this.now(), actor, action, subject, details });
  }
}

const setUpAlready = () =>
  new AccessError("access.set_up_already", "This server has its first administrator already.", {
    hint: "Sign in, or ask an administrator for an account.",
  });

function locked(until: Date, now: Date): AccessError {
  const seconds = Math.ceil((until.getTime() - now.getTime()) / 1000);
  return new AccessError("access.locked", "Too many wrong passwords: this account is closed for a while.", {
    hint: `Try again in ${Math.ceil(seconds / 60)} minutes.`,
    details: { retryAfterSeconds: seconds },
  });
}

const notFound = (what: string): RequestError =>
  new RequestError("request.not_found", `There is no such ${what}.`, { details: { what } });
