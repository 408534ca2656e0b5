import { InputError } from "../base/errors.ts";

/** How people sign in by a provider of OpenID Connect, as the environment says it. */
export interface OpenIdSettings {
  /** Address of the provider; what it says of itself stands below it. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What people call the provider: the word on the button. */
  name: string;
  /** Domains of e-mail addresses, in lower case; empty: any. */
  domains: readonly string[];
  /** Claim that says what somebody may do, and the role for each of its values; the first that fits decides. */
  roles: { claim: string; of: readonly { value: string; role: string }[] } | null;
  /** Role of those for whom no claim decides; null: they are not let in before an administrator has added them. */
  firstRole: string | null;
  /** Address of this server as browsers know it; null: the one by which they came. */
  publicUrl: string | null;
}

/**
 * Reads `FELTWORTH_OIDC_ISSUER`, `…_CLIENT_ID`, `…_CLIENT_SECRET`, `…_NAME`, `…_DOMAINS`, `…_ROLES`, `…_ROLE_CLAIM`, `…_ROLE` and `FELTWORTH_PUBLIC_URL`.
 * @param known the roles that there are
 * @returns null where no provider is stated
 * @throws InputError `input.option_invalid` naming the variable that is wrong; what stands in it is told of none but addresses and roles
 */
export function openId(known: readonly string[], variables: NodeJS.ProcessEnv = process.env): OpenIdSettings | null {
  const stated = (name: string) => variables[`FELTWORTH_OIDC_${name}`]?.trim() || null;
  const issuer = stated("ISSUER");
  if (issuer === null) return null;
  refuseUnlessSafe("FELTWORTH_OIDC_ISSUER", issuer);
  const publicUrl = variables.FELTWORTH_PUBLIC_URL?.trim() || null;
  if (publicUrl !== null) refuseUnlessSafe("FELTWORTH_PUBLIC_URL", publicUrl);
  const [clientId, clientSecret] = [stated("CLIENT_ID"), stated("CLIENT_SECRET")];
  if (clientId === null) throw wrong("FELTWORTH_OIDC_CLIENT_ID is missing.", "The provider gives it with the secret.");
  if (clientSecret === null)
    throw wrong("FELTWORTH_OIDC_CLIENT_SECRET is missing.", "The provider gives it with the client id.");
  const roleOf = (variable: string, role: string): string => {
    if (known.includes(role)) return role;
    throw wrong(`${variable}: "${role}" is no role.`, `Roles are ${known.join(", ")}.`);
  };
  const of = list(stated("ROLES")).map((pair) => {
    const at = pair.lastIndexOf("=");
    return {
      value: pair.slice(0, Math.max(at, 0)).trim(),
      role: roleOf("FELTWORTH_OIDC_ROLES", pair.slice(at + 1).trim()),
    };
  });
  const firstRole = stated("ROLE");
  return {
    ...{ issuer, clientId, clientSecret, publicUrl, name: stated("NAME") ?? new URL(issuer).host },
    domains: list(stated("DOMAINS")).map((domain) => domain.toLowerCase().replace(/^@/, "")),
    roles: of.length > 0 ? { claim: stated("ROLE_CLAIM") ?? "groups", of } : null,
    firstRole: firstRole === null ? null : roleOf("FELTWORTH_OIDC_ROLE", firstRole),
  };
}

const list = (text: string | null): string[] =>
  (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

const OWN_MACHINE = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether an address leads to this machine itself, where nobody listens on the way. */
export const isOwnMachine = (address: string): boolean => OWN_MACHINE.test(new URL(address).hostname);

function refuseUnlessSafe(variable: string, address: string): void {
  const hint = "Write an address that begins with https://; http:// is enough for this machine alone.";
  if (!URL.canParse(address)) throw wrong(`${variable}: "${address}" is no address.`, hint);
  const { protocol } = new URL(address);
  if (protocol === "https:" || (protocol === "http:" && isOwnMachine(address))) return;
  if (protocol === "http:" && variable === "FELTWORTH_PUBLIC_URL") return;
  throw wrong(`${variable}: ${address} is not encrypted.`, hint);
}

const wrong = (message: string, hint: string): InputError => new InputError("input.option_invalid", message, { hint });
