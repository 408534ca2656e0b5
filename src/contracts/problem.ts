import { z } from "zod";

/** What went wrong, as `application/problem+json`. @see RFC 9457 */
export const Problem = z
  .object({
    type: z
      .string()
      .meta({ description: "Page that explains the code.", example: "/docs/errors#input.unknown_measure" }),
    title: z.string().meta({ description: "What happened, as a sentence." }),
    status: z.int(),
    code: z.string().meta({ description: "What a program may branch on.", example: "input.unknown_measure" }),
    detail: z.string().optional().meta({ description: "What to do next." }),
    instance: z.string().meta({ description: "Number of the request, as the log of the server has it." }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: "Each field that is not as it has to be." }),
    retryAfterSeconds: z.int().optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;
