import { chatwoot } from "./chatwoot.ts";
import { formbricks } from "./formbricks.ts";
import type { HookSource } from "./hook-source.ts";
import { intercom } from "./intercom.ts";
import { shopify } from "./shopify.ts";
import { standard } from "./standard.ts";
import { stripe } from "./stripe.ts";
import { typeform } from "./typeform.ts";
import { zendesk } from "./zendesk.ts";

/** Systems that may tell what happens there. */
export const HOOK_SOURCES: readonly HookSource[] = [
  ...[stripe, shopify, zendesk, intercom, chatwoot, typeform, formbricks, standard],
];

export const hookSource = (id: string): HookSource | undefined => HOOK_SOURCES.find((source) => source.id === id);
