import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { answer, feltworth, sampleCompany, workFolder } from "./command.ts";

const at = workFolder();

interface State {
  study: { id: string; at: string; author: string; hash: string; design: Record<string, unknown> };
  shownBefore: { by: string } | null;
  earlier: number;
  answered: { verdicts: unknown[] } | null;
  readings?: { reading: string; lowBand: string }[];
  findings?: { id: string }[];
}

describe("feltworth study", () => {
  const workspace = at("studies");
  const declare = (...more: string[]) =>
    answer<State>(["study", "declare", workspace, "--experience", "nps", "--author", "Ada", ...more]);
  beforeAll(async () => {
    const company = await sampleCompany(at("company"), 1_500);
    expect((await feltworth(["init", workspace])).code).toBe(0);
    expect((await feltworth(["import", company, "--workspace", workspace])).code).toBe(0);
  });

  it("keeps a design with its date and author before anything is seen, and asks it as it stands", async () => {
    const asked = [
      "--outcome",
      "orders",
      "--step",
      "passive",
      "--horizon",
      "180",
      "--expect",
      "none",
      "--why",
      "growth",
    ];
    const declared = await declare(...asked);
    expect(declared).toMatchObject({ shownBefore: null, earlier: 0, answered: null });
    expect(declared.study).toMatchObject({
      ...{ id: "nps-orders-1", author: "Ada" },
      design: {
        experience: "nps",
        outcome: "orders",
        step: "passive",
        horizon: 180,
        gap: 0,
        expects: "none",
        why: "growth",
      },
    });
    const run = await answer<State>(["study", "run", workspace, "nps-orders-1"]);
    expect(run.findings![0]!.id).toBe("worth.nps.orders.passive");
    // Its own result was shown after it was declared: that is no fault of the design.
    expect(run).toMatchObject({ shownBefore: null, answered: { verdicts: [expect.anything()] } });
    expect(run.readings!.map(({ lowBand }) => lowBand)).toEqual(["passive"]);
  });

  it("says so where a design was declared after its pair had been shown, or after another design", async () => {
    expect(await declare("--outcome", "orders")).toMatchObject({ shownBefore: { by: "worth" }, earlier: 1 });
    expect(await declare("--outcome", "returns")).toMatchObject({ shownBefore: null, earlier: 0 });
    await feltworth(["link", workspace, "--experience", "nps", "--outcome", "spend"]);
    expect(await declare("--outcome", "spend")).toMatchObject({ shownBefore: { by: "link" } });
    const { stdout } = await feltworth(["study", "list", workspace, "--format", "table", "--language", "pl"]);
    expect(stdout.match(/zadeklarowane po pokazaniu wyników/g)).toHaveLength(2);
  });

  it("finds a record that was changed afterwards", async () => {
    const file = join(workspace, "studies.jsonl");
    const whole = readFileSync(file, "utf8");
    for (const [changed, line] of [
      [whole.replace("Ada", "Eve"), 1],
      [whole.split("\n").slice(1).join("\n"), 1],
    ] as const) {
      writeFileSync(file, changed);
      const { code, stderr } = await feltworth(["study", "list", workspace]);
      expect(code).toBe(2);
      expect(stderr).toContain(`Line ${line} of`);
    }
    writeFileSync(file, whole);
  });

  it.each([
    [["--outcome", "smiles"], "margin, spend"],
    [["--outcome", "margin", "--expect", "joy"], "more, less, none"],
    [["--outcome", "margin", "--placebo", "churn"], "margin, spend"],
  ])("refuses %j and says what there is", async (more, said) => {
    const { code, stderr } = await feltworth(["study", "declare", workspace, "--experience", "nps", ...more]);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});
