/**
 * Signals of what a case cost its customer in effort, with their weights in the effort index: whether the customer had to
 * come back, to tell again what was told, was passed on, had to change the channel, saw the case reopened, was kept on hold,
 * was cut off and had to begin anew, was led through many menu steps, and was answered by a template. A weight of 0 leaves a signal out.
 */
export const EFFORT_WEIGHTS = {
  came_back: 25,
  repeated: 20,
  transferred: 15,
  switched: 15,
  was_reopened: 10,
  held: 10,
  cut_off: 10,
  menus: 5,
  impersonal: 5,
} as const;
export type EffortSignal = keyof typeof EFFORT_WEIGHTS;
export type EffortWeights = Readonly<Record<EffortSignal, number>>;
