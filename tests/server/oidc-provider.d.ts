/** As much of the provider's own types as the tests use; it brings none. */
declare module "oidc-provider" {
  import type { RequestListener } from "node:http";
  // biome-ignore lint/style/noDefaultExport: it is what the package exports
  export default class Provider {
    constructor(issuer: string, configuration: { findAccount?: FindAccount; [option: string]: unknown });
    callback(): RequestListener;
  }
  type FindAccount = (context: unknown, sub: string) => { accountId: string; claims(): Record<string, unknown> };
}
