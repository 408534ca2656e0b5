import { expect, it } from "vitest";
import { isControlArm } from "./control-arm.ts";

it.each([
  "Control",
  " the control group ",
  "HOLDOUT",
  "No E-Mail",
  "Grupa kontrolna",
  "bez działania",
  "Kontrollgrupp",
  "Ingen åtgärd",
  "Контрольная группа",
  "без воздействия",
  "Grupul de control",
  "Martor",
  "fără acțiune",
])("%s is an arm in which nothing was done", (name) => expect(isControlArm(name)).toBe(true));

it.each(["Mens E-Mail", "control tower offer", "voucher", "Gutschein", "ny kontroll av faktura", ""])(
  "%s is not",
  (name) => expect(isControlArm(name)).toBe(false),
);
