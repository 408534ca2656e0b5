import { InputError } from "../../base/errors.ts";
import type { Ledger } from "../../workspace/erase/ledger.ts";
import type { PersonTraces } from "../../workspace/erase/traces.ts";
import { readMarker } from "../../workspace/layout.ts";
import { forgetInStudies } from "../../workspace/studies.ts";
import { LiveWorkspace } from "../live-workspace.ts";
import { peopleFile, settingsBeside } from "../recognise-files.ts";
import { forgetBeside } from "./forget-beside.ts";
import { keepLedger } from "./ledger-files.ts";

export interface ErasedAgain {
  schema: 1;
  /** People that the records still held. */
  erased: number;
  /** Whether those whom the records do not hold are known from now on too, so that no import brings them back. */
  known: boolean;
}

interface Again {
  ledger: Ledger;
  now: Date;
  /** Takes a person out of what is kept elsewhere, before the facts. */
  elsewhere?: (traces: PersonTraces) => Promise<unknown>;
}

/**
 * Erases once more whom a ledger names: an older state of a workspace was put back.
 * @throws InputError where the ledger is that of another workspace
 */
export async function eraseAgain(
  folder: string,
  { ledger, now, elsewhere = async () => {} }: Again,
): Promise<ErasedAgain> {
  if (readMarker(folder)?.id !== ledger.workspace)
    throw new InputError("input.option_invalid", "The ledger of erasures is that of another workspace.", {
      hint: "Name the ledger that lies beside the backups of this workspace.",
      details: { workspace: folder },
    });
  const live = await LiveWorkspace.open(folder, { doing: "erase", now });
  try {
    const found = await live.thereAgain(ledger);
    for (const { traces, erasing } of found) {
      await elsewhere(traces);
      forgetInStudies({ folder }, traces.text);
      await live.erase(erasing);
      const beside = { people: peopleFile([folder], null), settings: settingsBeside([folder]) };
      await forgetBeside(beside, erasing.identifiers, traces);
    }
    const known = await live.takeLedger(ledger);
    keepLedger((await live.ledger())!, [folder]);
    return { schema: 1, erased: found.length, known };
  } finally {
    await live.close();
  }
}
