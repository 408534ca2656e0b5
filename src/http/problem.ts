import type { FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { AppError, ERROR_CODES, type ErrorCode, RequestError } from "../base/errors.ts";
import type { Problem } from "../contracts/problem.ts";

/** Answers an error: its code, what happened and what to do next; of a fault of our own the number under which the log tells more. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const told = known(error);
  const { status } = ERROR_CODES[told?.code ?? "bug.unexpected"];
  if (status >= 500) request.log.error({ err: error }, "request failed");
  else request.log.info({ code: told?.code, reason: told?.message }, "request refused");
  const retryAfter = told?.details.retryAfterSeconds;
  if (typeof retryAfter === "number") reply.header("retry-after", String(retryAfter));
  if (told?.code === "access.required") reply.header("www-authenticate", 'Bearer realm="feltworth"');
  const code = told?.code ?? "bug.unexpected";
  const problem: Problem = {
    type: `/docs/errors#${code}`,
    title: told?.message ?? "Something went wrong on the server.",
    status,
    code,
    detail:
      told?.hint ??
      (told ? undefined : "Try again; if it stays, give the number below to whoever looks after the server."),
    instance: request.id,
    ...(Array.isArray(told?.details.errors) ? { errors: told.details.errors as Problem["errors"] } : {}),
    ...(typeof retryAfter === "number" ? { retryAfterSeconds: retryAfter } : {}),
  };
  return reply.code(status).type("application/problem+json").send(JSON.stringify(problem));
}

/** Codes of the framework for requests that are no good, and the product's for them. */
const OF_FRAMEWORK: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "request.too_large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "request.unreadable",
  FST_ERR_CTP_EMPTY_JSON_BODY: "request.unreadable",
  FST_ERR_CTP_INVALID_JSON_BODY: "request.unreadable",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "request.unreadable",
  FST_ERR_BAD_URL: "request.not_found",
};

function known(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      path: [error.validationContext, ...instancePath.split("/").filter(Boolean)].join("."),
      message: message ?? "",
    }));
    return new RequestError("request.invalid", "The request is not as this route takes it.", {
      hint: errors.map(({ path, message }) => `${path}: ${message}`).join("; "),
      details: { errors },
    });
  }
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  const mapped = code === undefined ? undefined : OF_FRAMEWORK[code];
  if (mapped) return new AppError(mapped, message ?? "The request cannot be read.");
  if (statusCode === 400) return new AppError("request.unreadable", "The request cannot be read.");
  if (statusCode === 413) return new AppError("request.too_large", "The request is too large.");
  return null;
}
