import { z } from "zod";

const RoleName = z
  .enum(["administrator", "analyst", "cx_lead", "finance", "department_head", "agent"])
  .meta({ id: "Role" });
const Email = z.email().max(254);
const Name = z.string().trim().min(1).max(200);
const NewPassword = z.string().min(12).max(1_000).meta({ description: "At least 12 characters." });
export const LanguageName = z.enum(["en", "pl", "sv", "ru", "ro"]);
const LanguageCode = LanguageName.nullable();
const Moment = z.iso.datetime();

export const SetUpState = z.object({ isSetUp: z.boolean() }).meta({ id: "SetUpState" });

export const SetUp = z
  .object({
    code: z.string().max(200).meta({ description: "As the server shows it when it starts without users." }),
    email: Email,
    name: Name,
    password: NewPassword,
    language: LanguageCode.optional(),
  })
  .meta({ id: "SetUp" });

export const SignIn = z.object({ email: z.string().max(254), password: z.string().max(1_000) }).meta({ id: "SignIn" });

export const User = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: RoleName,
    language: z.string().nullable(),
    createdAt: Moment,
    isDisabled: z.boolean(),
  })
  .meta({ id: "User" });
export type User = z.infer<typeof User>;

/** Whoever asks, and what they may do. */
export const Me = z
  .object({
    ...{ user: User.nullable(), role: RoleName.nullable(), may: z.array(z.string()) },
    way: z.enum(["password", "openid"]).nullable().meta({ description: "How they signed in; null for a key." }),
  })
  .meta({ id: "Me" });

export const NewUser = z
  .object({ email: Email, name: Name, password: NewPassword, role: RoleName, language: LanguageCode.optional() })
  .meta({ id: "NewUser" });

export const UserChange = z
  .object({
    name: Name.optional(),
    role: RoleName.optional(),
    isDisabled: z.boolean().optional(),
    password: NewPassword.optional(),
    language: LanguageCode.optional(),
  })
  .meta({ id: "UserChange" });

export const Key = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(["api", "write"]),
    role: RoleName.nullable(),
    prefix: z.string(),
    createdAt: Moment,
    lastUsedAt: Moment.nullable(),
    revokedAt: Moment.nullable(),
  })
  .meta({ id: "Key" });
export type Key = z.infer<typeof Key>;

export const NewKey = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("api"), name: Name, role: RoleName }),
    z.object({ kind: z.literal("write"), name: Name }),
  ])
  .meta({ id: "NewKey" });

export const MadeKey = z.object({ key: Key, secret: z.string() }).meta({ id: "MadeKey" });

export const AuditEntry = z
  .object({
    id: z.int(),
    at: Moment,
    actor: z.string().nullable(),
    actorName: z.string().nullable().meta({ description: "Name of the user or key that acted, as it is now." }),
    action: z.string(),
    subject: z.string().nullable(),
    subjectName: z.string().nullable().meta({ description: "Name of the user or key that it was done to." }),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "AuditEntry" });

export const AuditPage = z
  .object({ items: z.array(AuditEntry), next: z.string().nullable() })
  .meta({ id: "AuditPage" });
