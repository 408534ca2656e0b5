import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseSettings, readSettings, writeSettings } from "../../src/config/settings.ts";
import { settingsFor } from "../../src/sources/file-settings.ts";
import { discover } from "../../src/sources/read/discover.ts";
import { probe } from "../../src/sources/read/probe.ts";
import { recognise } from "../../src/sources/recognise.ts";
import { dataSet, hasShared } from "../shared.ts";

const FOLDER = fileURLToPath(new URL("../../docs/examples/", import.meta.url));
const EXAMPLES = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));

/** The public data that an example is about, and the tables that it leaves out. */
const DATA: Record<string, string> = {
  "airline-loyalty.yaml": "airline_loyalty",
  "bank-calls.yaml": "bank_calls_1999",
  "cdnow.yaml": "cdnow",
  "complete-journey.yaml": "complete_journey",
  "garden-retail.yaml": "nps_garden_retail",
  "olist.yaml": "olist_sample",
  "support-tickets.yaml": "support_tickets",
  "tech-support.yaml": "tech_support_chat",
};

describe.each(EXAMPLES)("%s", (name) => {
  it("is a valid settings file that survives being written", async () => {
    const settings = await readSettings(`${FOLDER}${name}`);
    if (name in DATA) expect(settings.files.length).toBeGreaterThan(0);
    expect(parseSettings(writeSettings(settings))).toEqual(settings);
  });

  it.skipIf(!hasShared || !(name in DATA))(
    "speaks of every file of its data, and names columns that are there",
    async () => {
      const settings = await readSettings(`${FOLDER}${name}`);
      for (const file of await discover([dataSet(DATA[name]!)])) {
        const [first] = await probe(file);
        const stated = settingsFor(first!, settings.files);
        expect(stated, file.name).toBeDefined();
        for (const table of await probe(file, stated?.read)) {
          const recognition = recognise(table, settings);
          expect(recognition.by).toBe("settings");
          expect(recognition.questions).toEqual([]);
          expect(recognition.winner?.format === "ignored").toBe(stated?.ignore === true);
        }
      }
    },
  );
});
