import type { Traces } from "./traces.ts";

/** What people may do on a server; each role has its list of permissions in `app/server/roles.ts`. */
export const ROLES = ["administrator", "analyst", "cx_lead", "finance", "department_head", "agent"] as const;
export type Role = (typeof ROLES)[number];

/** Somebody who signs in. */
export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  language: string | null;
  createdAt: Date;
  disabledAt: Date | null;
}

/** What sign-in needs of a user and nobody else sees. */
export interface Credentials {
  user: User;
  passwordHash: string;
  failedAttempts: number;
  lockedUntil: Date | null;
}

/** How somebody proved who they are. */
export type SignInWay = "password" | "openid";

export interface Session {
  /** SHA-256 of the token; the token itself is with the browser alone. */
  tokenHash: string;
  userId: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  /** Name of the browser, as it calls itself. */
  agent: string | null;
  way: SignInWay;
}

/** `api`: speaks for a role; `write`: may send events and nothing else. */
export type KeyKind = "api" | "write";

export interface AccessKey {
  id: string;
  name: string;
  kind: KeyKind;
  role: Role | null;
  /** First characters, by which people tell keys apart. */
  prefix: string;
  createdBy: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** What the audit log writes down; `audit.<code>` says it in words. */
export const AUDITED = [
  "customers.taken",
  "hook.added",
  "hook.changed",
  "hook.revoked",
  "import.confirmed",
  "import.deleted",
  "import.uploaded",
  "key.added",
  "key.restored",
  "key.revoked",
  "message.replayed",
  "note.added",
  "note.removed",
  "note.restored",
  "people.erased",
  "people.exported",
  "people.merged",
  "people.split",
  "server.set_up",
  "session.begun",
  "session.ended",
  "session.refused",
  "study.declared",
  "subscription.added",
  "subscription.ended",
  "user.added",
  "user.changed",
  "user.linked",
  "user.locked",
] as const;
export type Audited = (typeof AUDITED)[number];

export interface AuditEntry {
  id: number;
  at: Date;
  /** User or key that acted; null where nobody was known, as in a failed sign-in. */
  actor: string | null;
  action: string;
  subject: string | null;
  details: Record<string, unknown>;
}

export interface Note {
  id: string;
  party: string;
  author: string;
  at: Date;
  text: string;
}

/** A page of a list, newest first; `after` of the next one, or null at the end. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** What a server keeps besides facts: who may do what, what was done, and what people wrote. Every write is durable when its promise is kept. */
export interface Operations {
  readonly kind: "embedded" | "postgresql";
  /** @throws StoreError `store.unavailable` */
  check(): Promise<void>;

  countUsers(): Promise<number>;
  users(): Promise<User[]>;
  user(id: string): Promise<User | null>;
  credentials(email: string): Promise<Credentials | null>;
  /** @returns false where the address is taken; `onlyIfNone`: or where there is any user */
  addUser(user: User, passwordHash: string, options?: { onlyIfNone?: boolean }): Promise<boolean>;
  /** @returns whether there is such a user */
  changeUser(id: string, change: Partial<Pick<User, "name" | "role" | "language" | "disabledAt">>): Promise<boolean>;
  changePassword(id: string, passwordHash: string): Promise<void>;
  /** @returns how many sign-ins have failed in a row, this one included */
  countFailure(id: string): Promise<number>;
  /** Forgets failed sign-ins, or locks the user until then. */
  settleFailures(id: string, lockedUntil: Date | null): Promise<void>;

  addSession(session: Session): Promise<void>;
  session(tokenHash: string): Promise<{ session: Session; user: User } | null>;
  touchSession(tokenHash: string, lastSeenAt: Date): Promise<void>;
  endSession(tokenHash: string): Promise<void>;
  endSessionsOf(userId: string): Promise<number>;
  endSessionsBefore(now: Date): Promise<number>;

  addKey(key: AccessKey, hash: string): Promise<void>;
  keys(): Promise<AccessKey[]>;
  keyByHash(hash: string): Promise<AccessKey | null>;
  touchKey(id: string, at: Date): Promise<void>;
  revokeKey(id: string, at: Date): Promise<boolean>;
  /** Takes back a revocation that is not older than `since`. */
  restoreKey(id: string, since: Date): Promise<boolean>;

  audit(entry: Omit<AuditEntry, "id"> & { action: Audited }): Promise<void>;
  auditLog(ask: { before: number | null; limit: number }): Promise<Page<AuditEntry>>;

  addNote(note: Note): Promise<void>;
  /** Notes of any of these parties, the latest first. */
  notesOf(parties: readonly string[]): Promise<Note[]>;
  removeNote(id: string): Promise<boolean>;

  /** Takes what leads to somebody out of all that is kept but who uses the server. @returns rows that had any of it */
  forget(traces: Traces): Promise<number>;
  /** Writes everything anew, so that no byte is left of what was taken out. */
  rewrite(): Promise<void>;

  close(): Promise<void>;
}
