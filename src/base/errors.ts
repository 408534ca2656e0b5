/**
 * Every error code of the product, with the HTTP status and the process exit code it leads to.
 * Exit codes: 1 a bug, 2 bad input or option, 3 a question needs an answer, 4 store, 5 rejects under `--strict`, 130 interrupted.
 */
export const ERROR_CODES = {
  "bug.unexpected": { status: 500, exit: 1 },
  "input.invalid": { status: 422, exit: 2 },
  "input.option_invalid": { status: 400, exit: 2 },
  "input.path_unreadable": { status: 422, exit: 2 },
  "input.no_files": { status: 422, exit: 2 },
  "input.nothing_recognised": { status: 422, exit: 2 },
  "input.file_unreadable": { status: 422, exit: 2 },
  "input.settings_invalid": { status: 422, exit: 2 },
  "input.unknown_measure": { status: 404, exit: 2 },
  "input.unknown_dimension": { status: 422, exit: 2 },
  "input.unknown_group": { status: 422, exit: 2 },
  "input.not_by_group": { status: 422, exit: 2 },
  "input.rate_missing": { status: 422, exit: 2 },
  "input.sample_too_small": { status: 422, exit: 2 },
  "input.out_of_range": { status: 422, exit: 2 },
  "input.shape_mismatch": { status: 422, exit: 2 },
  "input.output_unwritable": { status: 500, exit: 2 },
  "input.question_open": { status: 409, exit: 3 },
  "input.rejects_under_strict": { status: 422, exit: 5 },
  "model.did_not_converge": { status: 422, exit: 2 },
  "model.separated": { status: 422, exit: 2 },
  "model.rank_deficient": { status: 422, exit: 2 },
  "model.degenerate": { status: 422, exit: 2 },
  "store.unavailable": { status: 503, exit: 4 },
  "store.locked": { status: 503, exit: 4 },
  "store.query_failed": { status: 500, exit: 4 },
  "store.disk_full": { status: 507, exit: 4 },
  "access.required": { status: 401, exit: 2 },
  "access.wrong": { status: 401, exit: 2 },
  "access.denied": { status: 403, exit: 2 },
  "access.foreign_origin": { status: 403, exit: 2 },
  "access.locked": { status: 429, exit: 2 },
  "access.too_many": { status: 429, exit: 2 },
  "access.provider": { status: 502, exit: 2 },
  "access.set_up_already": { status: 409, exit: 2 },
  "request.invalid": { status: 422, exit: 2 },
  "request.unreadable": { status: 400, exit: 2 },
  "request.too_large": { status: 413, exit: 2 },
  "request.not_found": { status: 404, exit: 2 },
  "request.method_not_allowed": { status: 405, exit: 2 },
  "request.conflict": { status: 409, exit: 2 },
  "request.timeout": { status: 408, exit: 2 },
  "request.key_reused": { status: 422, exit: 2 },
  "request.busy": { status: 429, exit: 2 },
  "run.interrupted": { status: 499, exit: 130 },
} as const satisfies Record<string, { status: number; exit: number }>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorContext {
  /** The next thing to try, as a full sentence. */
  hint?: string;
  /** Machine-readable facts about the failure; never secrets, never personal data. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/** An error that a user can read and a caller can branch on by `code`. */
export class AppError extends Error {
  override readonly name: string = "AppError";
  readonly hint: string | undefined;
  readonly details: Record<string, unknown>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    { hint, details = {}, cause }: ErrorContext = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.hint = hint;
    this.details = details;
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exit;
  }

  get httpStatus(): number {
    return ERROR_CODES[this.code].status;
  }
}

type CodeOf<Prefix extends string> = Extract<ErrorCode, `${Prefix}.${string}`>;

/** What came from outside (a file, an option, an argument) is not usable as it stands. */
export class InputError extends AppError {
  override readonly name = "InputError";
  declare readonly code: CodeOf<"input">;
  constructor(code: CodeOf<"input">, message: string, context?: ErrorContext) {
    super(code, message, context);
  }
}

/** A statistical model cannot be fitted to these data, or its fit cannot be trusted. */
export class ModelError extends AppError {
  override readonly name = "ModelError";
  declare readonly code: CodeOf<"model">;
  constructor(code: CodeOf<"model">, message: string, context?: ErrorContext) {
    super(code, message, context);
  }
}

/** Somebody may not do what they asked, or has not said who they are. */
export class AccessError extends AppError {
  override readonly name = "AccessError";
  declare readonly code: CodeOf<"access">;
  constructor(code: CodeOf<"access">, message: string, context?: ErrorContext) {
    super(code, message, context);
  }
}

/** A request that cannot be served as it stands. */
export class RequestError extends AppError {
  override readonly name = "RequestError";
  declare readonly code: CodeOf<"request">;
  constructor(code: CodeOf<"request">, message: string, context?: ErrorContext) {
    super(code, message, context);
  }
}

/** The analytical or operational store failed. */
export class StoreError extends AppError {
  override readonly name = "StoreError";
  declare readonly code: CodeOf<"store">;
  constructor(code: CodeOf<"store">, message: string, context?: ErrorContext) {
    super(code, message, context);
  }
}
