import type { Command } from "commander";
import { askLinks } from "../../app/ask-links.ts";
import { isAssumption } from "../../findings/figure.ts";
import { reasonMessage } from "../../findings/state-message.ts";
import { asking } from "../asking.ts";
import { HORIZON_OPTION, horizonOption, type RawOptions, withFileOptions } from "../options.ts";
import { print } from "../output.ts";

interface Raw extends RawOptions {
  experience?: string[];
  outcome?: string[];
  horizon?: string;
}

export function linkCommand(program: Command): void {
  withFileOptions(program.command("link").description("what experience goes with: scores against what came after them"))
    .argument("<path...>", "files or folders with exports")
    .option("--experience <ids...>", "nps, csat, ces or a score of your own (default: all)")
    .option(
      "--outcome <ids...>",
      "margin, spend, orders, order-value, price-realisation, returns, refunds, contacts, service-cost, net-value, churn, referrals, public-praise, public-criticism, negative-word-of-mouth, snapshot:<name> (default: all)",
    )
    .option(...HORIZON_OPTION)
    .option("--format <format>", "table or json (default: table on a terminal)")
    .action((paths: string[], raw: Raw) =>
      asking(paths, raw, {
        ask: (request, onRun) =>
          askLinks(
            {
              ...request,
              experiences: raw.experience ?? [],
              outcomes: raw.outcome ?? [],
              horizon: horizonOption(raw),
            },
            onRun,
          ),
        tell: async ({ findings }, { say }) => {
          for (const { verdict, headline, notes = [] } of findings) {
            const assumed = headline.cautions.filter(isAssumption);
            const refused = ["not_measured", "too_early"].includes(headline.state) ? [reasonMessage(headline)] : [];
            await print(`${[verdict, ...refused, ...notes, ...assumed].map((message) => say(message)).join(" ")}\n`);
          }
        },
      }),
    );
}
