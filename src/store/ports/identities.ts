/** Who somebody is at a provider of OpenID Connect. */
export interface Identity {
  issuer: string;
  subject: string;
  userId: string;
  at: Date;
}

/** Which user each identity of a provider is. */
export interface Identities {
  userOf(issuer: string, subject: string): Promise<string | null>;
  link(identity: Identity): Promise<void>;
  touch(issuer: string, subject: string, at: Date): Promise<void>;
}
