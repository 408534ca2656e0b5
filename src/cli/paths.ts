import { resolve } from "node:path";
import type { Argument, Command, Option } from "commander";

/** What stands for a file or a folder, by the words that the help shows for it. */
const PLACES = /^(path|file|folder|workspace|dir|backup)$/;

const argumentIsPlace = (argument: Argument): boolean => PLACES.test(argument.name());

function optionIsPlace({ flags }: Option): boolean {
  const word = /[<[]([a-z]+)(\.\.\.)?[>\]]/.exec(flags)?.[1];
  return word !== undefined && PLACES.test(word);
}

/** Files and folders that a command was called with, or names by itself. */
export function placesOf(command: Command): string[] {
  const given = command.registeredArguments.flatMap((argument, i) =>
    argumentIsPlace(argument) ? [command.processedArgs[i] as unknown] : [],
  );
  const stated = command.options.flatMap((option) =>
    optionIsPlace(option) ? [command.getOptionValue(option.attributeName()) as unknown] : [],
  );
  return [...given, ...stated].flat().filter((value) => typeof value === "string");
}

/** Makes a command take names of files and folders as they are meant in a folder, wherever the process itself is. */
export function calledIn(folder: string, command: Command): void {
  const absolute = (value: string) => resolve(folder, value);
  const taken = (isMany: boolean, standard: unknown) => (value: string, before: unknown) =>
    isMany ? [...(Array.isArray(before) && before !== standard ? before : []), absolute(value)] : absolute(value);
  for (const argument of command.registeredArguments.filter(argumentIsPlace)) {
    const standard: unknown = argument.defaultValue;
    if (typeof standard === "string") argument.default(absolute(standard));
    argument.argParser(taken(argument.variadic, standard));
  }
  for (const option of command.options.filter(optionIsPlace)) {
    const standard: unknown = option.defaultValue;
    if (typeof standard === "string")
      command.setOptionValueWithSource(option.attributeName(), absolute(standard), "default");
    option.argParser(taken(option.variadic, standard));
  }
}
