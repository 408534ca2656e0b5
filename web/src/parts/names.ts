import type { Figure } from "../../../src/findings/figure.ts";
import type { Finding } from "../../../src/findings/finding.ts";
import { nameOf as named, findingTitle as titled } from "../../../src/report/names.ts";
import type { Texts } from "../../../src/texts/texts-from.ts";

export const nameOf = (figure: Figure, texts: Texts): string => named(figure, { texts });
export const titleOf = (finding: Finding, texts: Texts): string => titled(finding, { texts });
