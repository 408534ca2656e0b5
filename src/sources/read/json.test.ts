import fc from "fast-check";
import { expect, it } from "vitest";
import { jsonCells } from "./json.ts";

it("keeps every digit of a long whole number, and reads a long fraction as the number it is", () => {
  const cells = jsonCells('{"id": 12345678901234567890, "below": -12345678901234567, "share": 0.30000000000000004}');
  expect([...cells]).toEqual([
    ["id", "12345678901234567890"],
    ["below", "-12345678901234567"],
    ["share", "0.30000000000000004"],
  ]);
  expect(jsonCells('{"a": 1.2345678901234567e+20, "b": 1e-5, "c": "9.12345678901234567"}').get("c")).toBe(
    "9.12345678901234567",
  );
});

it("reads any number that a program writes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger()), { minLength: 1 }),
      (numbers) => {
        const row = Object.fromEntries(numbers.map((value, i) => [`n${i}`, value]));
        const read = [...jsonCells(JSON.stringify(row)).values()].map(Number);
        expect(read).toEqual(numbers.map((value) => value + 0));
      },
    ),
  );
});
