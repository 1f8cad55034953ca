import { loginInput } from "@levelup/contract";
import { type Actor, invalidInput, type RouteDescription, requestInfo, type Services } from "@levelup/server";
import type { FastifyRequest } from "fastify";
import type { ZodType, z } from "zod";
import { ApiException } from "./api-exception.ts";
import { loginAnswer, loginBody, profileAnswer, registerBody, tokenAnswer, tokenBody } from "./schemas.ts";

type Answer = { status?: number; body: Record<string, unknown> };

/** An endpoint, as DRF's `@api_view` makes one of a function: one method, open or for those who are logged in. */
export type View = {
  /** As DRF calls it in the answer to OPTIONS. */
  name: string;
  /** Its URLs: the original has no slash at the end, most other projects have one. */
  paths: string[];
  /** Whether the web app has a page of the same URL. */
  hasPage: boolean;
  method: "GET" | "POST";
  describes: Pick<RouteDescription, "body" | "answers">;
} & (
  | { open: true; answer(request: FastifyRequest): Promise<Answer> }
  | { open: false; answer(request: FastifyRequest, actor: Actor): Promise<Answer> }
);

/** The original's three endpoints and DRF's own login, on the same services as `/trpc`. */
export function views({ accounts }: Services): View[] {
  return [
    {
      name: "Login",
      paths: ["/login", "/login/"],
      hasPage: true,
      method: "POST",
      open: true,
      describes: { body: loginBody, answers: { 200: { description: "Whether they are right.", body: loginAnswer } } },
      async answer(request) {
        const { username, password } = read(loginBody, request.body);
        if (username === null || password === null) return { body: { valid: false } };
        const login = await accounts.login(read(loginInput, { username, password }), requestInfo(request));
        const body: z.infer<typeof loginAnswer> = login.valid ? { valid: true, token: login.token } : { valid: false };
        return { body };
      },
    },
    {
      // rest_framework/authtoken/views.py
      name: "Obtain Auth Token",
      paths: ["/api-token-auth/"],
      hasPage: false,
      method: "POST",
      open: true,
      describes: { body: tokenBody, answers: { 200: { description: "They are right.", body: tokenAnswer } } },
      async answer(request) {
        const credentials = read(loginInput, read(tokenBody, request.body));
        const login = await accounts.login(credentials, requestInfo(request));
        if (login.valid) return { body: { token: login.token } };
        throw new ApiException(400, { non_field_errors: ["Unable to log in with provided credentials."] });
      },
    },
    {
      name: "Register",
      paths: ["/register", "/register/"],
      hasPage: true,
      method: "POST",
      open: true,
      describes: { body: registerBody, answers: { 201: { description: "The account is there.", body: tokenAnswer } } },
      async answer(request) {
        const { token } = await accounts.register(read(registerBody, request.body), requestInfo(request));
        return { status: 201, body: { token } };
      },
    },
    {
      name: "Profile",
      paths: ["/profile", "/profile/"],
      hasPage: true,
      method: "GET",
      open: false,
      describes: { answers: { 200: { description: "The gamer of the token.", body: profileAnswer } } },
      async answer(_request, actor) {
        const { firstName, lastName, username, bio } = accounts.me(actor);
        const user = { first_name: firstName, last_name: lastName, username };
        // Clients of the course's later chapters map over the events.
        const body: z.infer<typeof profileAnswer> = { gamer: { user, bio }, events: [] };
        return { body };
      },
    },
  ];
}

/** No body at all is an object without keys. */
function read<Output>(schema: ZodType<Output>, body: unknown): Output {
  const result = schema.safeParse(body ?? {});
  if (!result.success) throw invalidInput(result.error);
  return result.data;
}
