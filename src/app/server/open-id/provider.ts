import * as client from "openid-client";
import { isOwnMachine, type OpenIdSettings } from "../../../config/open-id.ts";

/** What is kept between the way to the provider and the way back, sealed, in the browser that went. */
export interface Errand {
  state: string;
  nonce: string;
  verifier: string;
  redirectUri: string;
}

/** Who came back, as the provider vouches for it. */
export interface Claims {
  issuer: string;
  /** The provider's own name of the person: never given to another, while addresses are. */
  subject: string;
  email: string | null;
  isEmailVerified: boolean;
  name: string | null;
  /** Everything that was said. */
  all: Readonly<Record<string, unknown>>;
}

/** Seconds that the provider has for an answer. */
const PATIENCE = 5;

/**
 * A provider of OpenID Connect, asked with the authorisation code flow and PKCE. What it says of itself is asked for when it is first needed, so
 * that a server starts without it. @see OpenID Connect Core 1.0; RFC 7636; RFC 9700
 */
export class Provider {
  #known: Promise<client.Configuration> | null = null;

  constructor(private readonly settings: OpenIdSettings) {}

  /** Where a browser is to go, and what it has to bring back. @throws where the provider does not answer */
  async begin(redirectUri: string): Promise<{ url: URL; errand: Errand }> {
    const provider = await this.#provider();
    const errand = {
      ...{ state: client.randomState(), nonce: client.randomNonce(), redirectUri },
      verifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(provider, {
      ...{ redirect_uri: redirectUri, scope: "openid email profile", state: errand.state, nonce: errand.nonce },
      code_challenge: await client.calculatePKCECodeChallenge(errand.verifier),
      code_challenge_method: "S256",
    });
    return { url, errand };
  }

  /**
   * Who came back.
   * @param query of the address by which the browser came back
   * @throws where state, nonce, signature, audience or time are not as they have to be, or the provider does not answer
   */
  async finish(query: string, { redirectUri, verifier, state, nonce }: Errand): Promise<Claims> {
    const provider = await this.#provider();
    const came = new URL(redirectUri);
    came.search = query;
    const tokens = await client.authorizationCodeGrant(provider, came, {
      ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
    });
    const told = tokens.claims()!;
    // Some say who somebody is in their token, some only when they are asked; of both the token is the one that was signed.
    const asked =
      provider.serverMetadata().userinfo_endpoint === undefined
        ? {}
        : await client.fetchUserInfo(provider, tokens.access_token, told.sub);
    const all: Record<string, unknown> = { ...asked, ...told };
    const text = (claim: unknown) => (typeof claim === "string" && claim.trim() !== "" ? claim.trim() : null);
    return {
      ...{ issuer: told.iss, subject: told.sub, email: text(all.email), all },
      // Some write it as a text.
      isEmailVerified: all.email_verified === true || all.email_verified === "true",
      name: text(all.name) ?? text(all.preferred_username),
    };
  }

  /** Where whoever has signed out here may do so at the provider; null where it has no such place, or does not answer. */
  async end(backTo: string): Promise<URL | null> {
    const provider = await this.#provider().catch(() => null);
    if (!provider?.serverMetadata().end_session_endpoint) return null;
    return client.buildEndSessionUrl(provider, {
      post_logout_redirect_uri: backTo,
      client_id: this.settings.clientId,
    });
  }

  #provider(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const asking = () =>
      client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
        timeout: PATIENCE,
        ...(isOwnMachine(issuer) ? { execute: [client.allowInsecureRequests] } : {}),
      });
    this.#known ??= asking().catch((error: unknown) => {
      // The next who comes asks again.
      this.#known = null;
      throw error;
    });
    return this.#known;
  }
}

/** Whether the provider could not be reached at all, where otherwise it said no. */
export function isUnreachable(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof TypeError || cause.name === "TimeoutError" || cause.name === "AbortError" || isOfSystem(cause))
      return true;
  return (error as { code?: unknown } | null)?.code === "OAUTH_TIMEOUT" || isServerError(error);
}

const isOfSystem = (error: Error): boolean =>
  /^(ECONN|ENOTFOUND|ETIMEDOUT|EAI_|EHOSTUNREACH|UND_)/.test(String((error as NodeJS.ErrnoException).code ?? ""));

const isServerError = (error: unknown): boolean => {
  const status = (error as { status?: unknown; cause?: { status?: unknown } } | null)?.cause?.status;
  return typeof status === "number" && status >= 500;
};
