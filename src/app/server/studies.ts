import { AppError, InputError, RequestError } from "../../base/errors.ts";
import { THIRDS } from "../../facts/instruments.ts";
import type { Finding } from "../../findings/finding.ts";
import { experiencesOf } from "../../links/link.ts";
import { lackOf, OUTCOMES } from "../../links/outcome.ts";
import { HORIZONS } from "../../panel/settings.ts";
import type { Operations } from "../../store/ports/operations.ts";
import type { StatedStudy } from "../../workspace/studies.ts";
import { PLACEBOS, WORTH_OUTCOMES } from "../ask-worth.ts";
import {
  declareStudy,
  readStudy,
  type StudyFolder,
  type StudyReadings,
  type StudyState,
  studiesOf,
  studyNamed,
} from "../declared-studies.ts";
import { noteShownTo } from "../shown-results.ts";
import { refuseUnknown } from "../study-options.ts";
import type { Actor } from "./access.ts";
import { worthOf } from "./answers.ts";
import type { FindingsAnswer } from "./findings.ts";
import type { Answered, LiveCompany } from "./live-company.ts";

/** What a study can be about, by the records there are. */
export interface StudyChoices {
  outcomes: string[];
  experiences: { id: string; steps: { lowBand: string; highBand: string }[] }[];
  placebos: string[];
  /** Days. */
  horizons: number[];
}

interface Parts {
  live: LiveCompany;
  /** Where they are written down: beside the data of a workspace, as the command line does. */
  at: StudyFolder;
  operations: Operations;
  now: () => Date;
}

/** Studies that people declare before they see the result, and what was shown to anybody before. */
export class Studies {
  /** What is known to stand in the record already. */
  readonly #shown = new Set<string>();

  constructor(private readonly parts: Parts) {}

  list(): StudyState[] {
    return studiesOf(this.parts.at);
  }

  async choices(): Promise<StudyChoices> {
    return this.parts.live.look(async ({ analysis: { context } }) => {
      const { info } = context;
      const measurable = (ids: readonly string[]) => ids.filter((id) => lackOf(OUTCOMES.get(id)!, info) === null);
      const experiences = (await experiencesOf(context)).map((id) => {
        const bands = (info.instruments[id]?.bands ?? THIRDS).map(({ code }) => code);
        return { id, steps: bands.slice(1).map((highBand, i) => ({ lowBand: bands[i]!, highBand })) };
      });
      return {
        ...{ outcomes: measurable(WORTH_OUTCOMES), experiences },
        ...{ placebos: measurable(PLACEBOS), horizons: [...HORIZONS] },
      };
    });
  }

  /** @throws InputError on a score, step or outcome that the records do not hold */
  async declare(actor: Actor, design: StatedStudy): Promise<StudyState> {
    const { at, now, operations, live } = this.parts;
    // Before there are data anything may be declared.
    if (live.present) {
      const { experiences } = await this.choices();
      const known = experiences.map(({ id }) => id);
      refuseUnknown("experience", [design.experience], known);
      const { steps } = experiences.find(({ id }) => id === design.experience)!;
      const lower = steps.map(({ lowBand }) => lowBand);
      refuseUnknown("step", design.step === null ? [] : [design.step], lower);
    }
    const state = declareStudy(at, { design, author: await this.#nameOf(actor), now: now() });
    const details = { hash: state.study.hash };
    await operations.audit({ at: now(), actor: actor.id, action: "study.declared", subject: state.study.id, details });
    return state;
  }

  /** Answers a study as it was declared. @throws RequestError where there is no such study */
  async answer(id: string): Promise<{ found: Answered<FindingsAnswer> } & StudyState & StudyReadings> {
    const { at, live, now } = this.parts;
    const { experience, outcome, step, horizon, gap, placebo, by } = this.#named(id).study.design;
    const { gapDays } = live.current.company.analysis.info;
    if (gap !== gapDays)
      throw new InputError(
        "input.option_invalid",
        `This server leaves out ${gapDays} days after an answer, not ${gap}.`,
        {
          hint: `Ask it with \`feltworth study run <workspace> ${id}\`.`,
          details: { study: id, gap, gapDays },
        },
      );
    const asked = { experience, outcome, step, horizon, placebo, by, share: null, cost: null };
    const found = await worthOf(live, asked);
    const { value, dataVersion } = found;
    return { found, ...readStudy(at, id, { findings: value.items, dataVersion, now: now() }) };
  }

  /** Notes that somebody is shown results: whoever declares a study of them later has that said. */
  shown(findings: readonly Finding[], dataVersion: string): void {
    const fresh = findings.filter(({ id }) => !this.#shown.has(`${dataVersion} ${id}`));
    if (fresh.length === 0) return;
    for (const { id } of fresh) this.#shown.add(`${dataVersion} ${id}`);
    try {
      noteShownTo(this.parts.at, fresh, { by: "server", dataVersion, now: this.parts.now() });
    } catch (error) {
      // A record that cannot be read or written is told to whoever asks for it; a reader of figures is not kept from reading.
      if (!(error instanceof AppError)) throw error;
    }
  }

  #named(id: string): StudyState {
    try {
      return studyNamed(this.parts.at, id);
    } catch (error) {
      if (!(error instanceof InputError && error.code === "input.option_invalid")) throw error;
      throw new RequestError("request.not_found", error.message, {
        hint: "GET /api/v1/studies lists them.",
        details: { study: id },
      });
    }
  }

  /** An author is known by name, in the record as among people. */
  async #nameOf(actor: Actor): Promise<string> {
    if (actor.kind === "user") return actor.user.name;
    const keys = await this.parts.operations.keys();
    return keys.find(({ id }) => id === actor.id)?.name ?? actor.id;
  }
}
