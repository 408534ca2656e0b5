import type { ColumnType, Generated } from "kysely";
import type { KeyKind, Role } from "../ports/operations.ts";

/** Written once, read as a date. */
type Moment = ColumnType<Date, Date, Date>;
type MaybeMoment = ColumnType<Date | null, Date | null, Date | null>;

/** The tables of the operational store as the latest migration leaves them. */
export interface Tables {
  member: {
    id: string;
    email: string;
    name: string;
    role: Role;
    language: string | null;
    password_hash: string;
    failed_attempts: number;
    locked_until: MaybeMoment;
    created_at: Moment;
    disabled_at: MaybeMoment;
  };
  session: {
    token_hash: string;
    member_id: string;
    created_at: Moment;
    last_seen_at: Moment;
    expires_at: Moment;
    agent: string | null;
  };
  access_key: {
    id: string;
    hash: string;
    name: string;
    kind: KeyKind;
    role: Role | null;
    prefix: string;
    created_by: string;
    created_at: Moment;
    last_used_at: MaybeMoment;
    revoked_at: MaybeMoment;
  };
  audit: {
    id: Generated<number>;
    at: Moment;
    actor: string | null;
    action: string;
    subject: string | null;
    details: ColumnType<Record<string, unknown>, string, never>;
  };
  note: {
    id: string;
    party: string;
    author: string;
    at: Moment;
    body: string;
  };
}
