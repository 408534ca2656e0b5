import { InputError } from "../base/errors.ts";

/** Under `--strict` rows that were set aside end a run, after it has said what it found. @throws InputError `input.rejects_under_strict` */
export function refuseRejects(rejectedRows: number, hint: string): void {
  if (rejectedRows === 0) return;
  throw new InputError(
    "input.rejects_under_strict",
    rejectedRows === 1 ? "1 row was set aside." : `${rejectedRows} rows were set aside.`,
    { hint, details: { rejectedRows } },
  );
}
