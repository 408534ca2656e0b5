/** Work that is done by itself, in its time: it outlives the process, is tried again, and is never done twice at once. */
export interface JobKind {
  name: string;
  /** How often it is tried again after it failed. */
  retries: number;
  /** Seconds until the first time; each further one waits twice as long, and somewhat by chance. */
  delaySeconds: number;
  /** Whoever works longer than this is taken to have ended. */
  longestSeconds: number;
  /** Jobs of different keys that are worked on at a time. */
  atATime: number;
}

export type JobState = "waiting" | "running" | "retrying" | "done" | "failed";

export interface Job {
  id: string;
  kind: string;
  /** What it is about; of one kind and key one waits and one runs at most. */
  key: string | null;
  state: JobState;
  /** Times that it was begun. */
  attempts: number;
  createdAt: Date;
  /** When it is, or was, to begin. */
  startAfter: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  /** Why it failed the last time. */
  error: string | null;
}

export interface Schedule {
  kind: string;
  cron: string;
  zone: string;
}

export interface Jobs {
  /** Begins to work on jobs of a kind. What a process that ended had begun is begun again. */
  handle(kind: JobKind, work: (key: string) => Promise<void>): Promise<void>;
  /** Has it done, at once or not before a moment; where one of the key waits already, that one does it. */
  send(kind: string, key: string, after?: Date): Promise<void>;
  /** Has it done again and again, by the clocks of a zone. */
  schedule(schedule: Schedule): Promise<void>;
  schedules(): Promise<Schedule[]>;
  /** The latest first. */
  jobs(limit: number): Promise<Job[]>;
  /** Ends what is under way where it ends soon; the rest is begun again by the next process. */
  close(): Promise<void>;
}
