import { COMMERCE } from "./commerce.ts";
import type { Fixture } from "./fixture.ts";
import { HUBSPOT_RECORDS } from "./hubspot-api.ts";
import { LISTENING_AND_CALLS } from "./listening-and-calls.ts";
import { RATES } from "./rates.ts";
import { SERVICE } from "./service.ts";
import { SURVEYS } from "./surveys.ts";

export const FIXTURES: readonly Fixture[] = [
  ...SURVEYS,
  ...SERVICE,
  ...COMMERCE,
  ...HUBSPOT_RECORDS,
  ...LISTENING_AND_CALLS,
  ...RATES,
];
