import type { Fixture } from "./fixture.ts";
import { SURVEYS } from "./surveys.ts";

export const FIXTURES: readonly Fixture[] = [...SURVEYS];
