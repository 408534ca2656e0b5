import { InputError } from "../../../base/errors.ts";
import { PEOPLE_FILE } from "../../../config/people.ts";
import { SETTINGS_FILE } from "../../../config/settings.ts";

const LONGEST = 200;

/** The name of an uploaded file without folders and without what no name may hold. @throws InputError where nothing is left, or it is no file of data */
export function safeName(given: string): string {
  const name = [...(given.split(/[\\/]/).at(-1) ?? "")]
    .filter((letter) => letter >= " " && letter !== "\x7f")
    .join("")
    .trim();
  if (name === "" || name.startsWith(".") || Buffer.byteLength(name) > LONGEST)
    throw new InputError("input.invalid", `"${name.slice(0, 50)}" is no name of a file.`, {
      hint: `Give it a name of at most ${LONGEST} letters that does not begin with a dot.`,
    });
  if (name === SETTINGS_FILE || name === PEOPLE_FILE)
    throw new InputError("input.invalid", `${name} holds settings, no records.`, {
      hint: "Say how files are to be read when you confirm the import.",
    });
  return name;
}
