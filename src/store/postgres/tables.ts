import type { ColumnType, Generated } from "kysely";
import type { Outcome } from "../ports/hooks.ts";
import type { KeyKind, Role, SignInWay } from "../ports/operations.ts";
import type { EventOut, Outgoing } from "../ports/outgoing.ts";

/** Written once, read as a date. */
type Moment = ColumnType<Date, Date, Date>;
type MaybeMoment = ColumnType<Date | null, Date | null, Date | null>;
/** Written as text, read as what it says. */
type Json<T> = ColumnType<T, string, string>;

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
    way: Generated<SignInWay>;
  };
  identity: {
    issuer: string;
    subject: string;
    member_id: string;
    created_at: Moment;
    last_used_at: Moment;
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
  hook: {
    id: string;
    source: string;
    name: string;
    sealed: string;
    columns: Json<Record<string, string>>;
    scales: Json<Record<string, string>>;
    created_by: string;
    created_at: Moment;
    last_used_at: MaybeMoment;
    revoked_at: MaybeMoment;
  };
  hook_delivery: {
    hook: string;
    id: string;
    about: string | null;
    happened_at: MaybeMoment;
    received_at: Moment;
    outcome: Outcome;
  };
  set_aside: {
    id: Generated<number>;
    at: Moment;
    sender: string;
    message_id: string | null;
    place: number;
    reason: string;
  };
  reply: {
    actor: string;
    key: string;
    request: string;
    process: string;
    until: Moment;
    status: number | null;
    body: string | null;
  };
  saved_finding: {
    group: string;
    asked_at: Moment;
    data_version: string | null;
    made_by: string | null;
    computed_at: ColumnType<Date | null, Date | undefined, Date>;
    took_milliseconds: number | null;
    body: string | null;
  };
  subscription: {
    id: string;
    name: string;
    url: string;
    sealed: string;
    events: Json<EventOut[]>;
    created_by: string;
    created_at: Moment;
    ended_at: MaybeMoment;
  };
  outgoing: {
    id: string;
    subscription: string;
    event: EventOut;
    body: string;
    state: Outgoing["state"];
    attempts: number;
    created_at: Moment;
    last_at: MaybeMoment;
    status: number | null;
    error: string | null;
  };
}
