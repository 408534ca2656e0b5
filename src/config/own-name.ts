import { z } from "zod";

const SHAPE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What a company calls something of its own in commands and files. */
export const ownId = (example: string) =>
  z
    .string({ error: `expects an id such as ${example}` })
    .regex(SHAPE, { error: `expects an id of small letters, digits and hyphens, such as ${example}` })
    .max(40, { error: "expects an id of at most 40 letters" });

/** What it calls it where people read. */
export const ownName = () =>
  z
    .string({ error: "expects a name" })
    .trim()
    .min(1, { error: "expects a name" })
    .max(120, { error: "expects a name of at most 120 letters" });
