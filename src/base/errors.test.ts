import { expect, it } from "vitest";
import { ERROR_CODES, InputError } from "./errors.ts";

it("gives every code an exit code that the command line documents", () => {
  for (const { exit } of Object.values(ERROR_CODES)) expect([1, 2, 3, 4, 5, 130]).toContain(exit);
});

it("an error carries its code, hint and exit code", () => {
  const error = new InputError("input.question_open", "Which day order?", { hint: "Pass --dates dmy." });
  expect(error).toMatchObject({ code: "input.question_open", exitCode: 3, hint: "Pass --dates dmy." });
});
