import fc from "fast-check";

/**
 * Random cases are the same in every run, so that a change that fails is the cause of its failure. Others are tried with
 * `FELTWORTH_SEED=<number>`, or with `FELTWORTH_SLOW`, which tries more of them and looks for the smallest that fails.
 */
const isSlow = Boolean(process.env.FELTWORTH_SLOW);
const seed = process.env.FELTWORTH_SEED ?? (isSlow ? undefined : "1");
fc.configureGlobal({ ...(seed === undefined ? {} : { seed: Number(seed) }), endOnFailure: !isSlow });
