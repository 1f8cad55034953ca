import type { ZodType } from "zod";

/**
 * What `/openapi.json` says of a route outside `/trpc`, in the route's `config`:
 *
 * ```ts
 * const openapi = { summary: "The scores", token: true, answers: { 200: { description: "All of them", body: scores } } };
 * fastify.get("/scores", { onRequest: guard(), config: { openapi } }, handler);
 * ```
 */
export type RouteDescription = {
  summary: string;
  /** For a route of several methods, the one that is described. */
  method?: string;
  /** Whether it needs a token. */
  token: boolean;
  /** What each parameter of the query is. All are texts, and none is needed. */
  query?: Readonly<Record<string, string>>;
  body?: ZodType;
  /** The media types of the body; JSON alone if left out. */
  bodyTypes?: readonly string[];
  /** By status. Errors that are not listed have the shape of all errors outside `/trpc`. */
  answers: Readonly<Record<number, AnswerDescription>>;
};

export type AnswerDescription = {
  description: string;
  /** JSON; an answer without has no body. */
  body?: ZodType;
  /** What each header says. */
  headers?: Readonly<Record<string, string>>;
};

declare module "fastify" {
  interface FastifyContextConfig {
    openapi?: RouteDescription;
  }
}
