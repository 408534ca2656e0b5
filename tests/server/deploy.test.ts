import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { validate } from "dockerfile-utils";
import { expect, it } from "vitest";
import { commandLine } from "../../src/cli/program.ts";

const DOCKERFILE = readFileSync("deploy/Dockerfile", "utf8");

/** Instructions of the Dockerfile, each with what stands behind it; lines that go on are one. */
const instructions = DOCKERFILE.replaceAll("\\\n", " ")
  .split("\n")
  .filter((line) => line.trim() !== "" && !line.startsWith("#"))
  .map((line) => {
    const [, name, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [null, "", line];
    return { name: name!, rest: rest! };
  });
const of = (name: string) => instructions.filter((instruction) => instruction.name === name).map(({ rest }) => rest);

it("has a Dockerfile that a linter takes, with fixed bases and stages that exist", () => {
  const found = (content: string) => validate(content).map(({ range, message }) => `${range.start.line}: ${message}`);
  expect(found(DOCKERFILE)).toEqual([]);
  expect(found(DOCKERFILE.replace("EXPOSE 4747", "EXPOSED 4747"))).toHaveLength(1);
  const bases = of("FROM").map((rest) => rest.split(" ")[0]!);
  expect(bases.filter((base) => !/^[\w./-]+:\d[\w.-]*$/.test(base))).toEqual([]);
  const stages = of("FROM").flatMap((rest) => / AS (\w+)$/.exec(rest)?.[1] ?? []);
  const sources = of("COPY").flatMap((rest) => /--from=(\w+)/.exec(rest)?.[1] ?? []);
  expect(sources.filter((stage) => !stages.includes(stage))).toEqual([]);
});

it("runs as nobody of weight, takes signals itself, and what it starts exists", () => {
  const last = instructions.slice(instructions.findLastIndex(({ name }) => name === "FROM"));
  expect(last.filter(({ name }) => name === "USER").map(({ rest }) => rest)).toEqual(["node"]);
  const [entry] = of("ENTRYPOINT").map((rest) => JSON.parse(rest) as string[]);
  const [start] = of("CMD").map((rest) => JSON.parse(rest) as string[]);
  expect(entry!.at(-1)).toBe("/opt/feltworth/bin/feltworth.cjs");
  const command = commandLine().commands.find((one) => one.name() === start![0]);
  const options = command!.options.map(({ long }) => long);
  expect(start!.filter((word) => word.startsWith("--") && !options.includes(word))).toEqual([]);
  // Whatever the program needs is copied into the last stage.
  const { files } = JSON.parse(readFileSync("package.json", "utf8")) as { files: string[] };
  for (const path of ["package.json", "bin", "dist"])
    expect(last.some(({ name, rest }) => name === "COPY" && rest.includes(`/build/${path} `))).toBe(true);
  expect(files).toEqual(expect.arrayContaining(["bin", "dist"]));
  expect(of("HEALTHCHECK")[0]).toContain("/healthz");
});

const VERIFY = "/usr/bin/systemd-analyze";

it.skipIf(!existsSync(VERIFY))("has a unit that systemd takes", () => {
  const { status, stderr } = spawnSync(VERIFY, ["verify", "deploy/feltworth.service"], { encoding: "utf8" });
  expect(stderr.split("\n").filter((line) => line.includes("feltworth.service"))).toEqual([]);
  expect(status).toBe(0);
});
