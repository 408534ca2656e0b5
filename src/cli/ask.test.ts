import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Question } from "../app/request.ts";
import { texts } from "../texts/texts.ts";
import { askPerson } from "./ask.ts";

const question: Question = {
  code: "money_unit",
  table: "orders.csv",
  column: "total",
  choices: ["minor", "major"],
  option: "--money",
  examples: ["1999", "2450"],
};

function terminal() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let shown = "";
  output.on("data", (chunk) => {
    shown += String(chunk);
  });
  return { input, output, shown: () => shown };
}

describe("a question on the terminal", () => {
  it("takes an answer, or the beginning of one alone", async () => {
    const t = terminal();
    t.input.write("maj\n");
    expect(await askPerson(question, texts("en"), t)).toBe("major");
  });

  it("takes nothing for an answer that was not given", async () => {
    const t = terminal();
    const asked = askPerson(question, texts("en"), t);
    for (const line of ["\n", "m\n", "euro\n", "minor\n"]) {
      t.input.write(line);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await asked).toBe("minor");
    expect(t.shown().match(/\[minor \/ major\]/g)).toHaveLength(4);
  });

  it("stays open, with the option that answers it, when the input ends", async () => {
    const t = terminal();
    t.input.end();
    await expect(askPerson(question, texts("en"), t)).rejects.toMatchObject({
      code: "input.question_open",
      exitCode: 3,
      hint: expect.stringContaining("--money"),
    });
  });

  it("is asked in the reader's language, with the values that raise it", async () => {
    const t = terminal();
    t.input.write("minor\n");
    await askPerson(question, texts("pl"), t);
    expect(t.shown()).toContain("1999, 2450");
    expect(t.shown()).not.toContain("whole currency units");
  });
});
