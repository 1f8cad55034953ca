import { lazy } from "@trpc/server";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import {
  accountRouters,
  authenticatedProcedure,
  defineErrors,
  errors,
  publicProcedure,
  type RouteDescription,
  type Routes,
  router,
} from "../../src/index.ts";
import { createStubServer } from "../support/stub-server.ts";

const { GAME_FULL } = defineErrors({ GAME_FULL: { status: 409, message: "This game has no free seat." } });

const comment = z.object({
  text: z.string(),
  get answers() {
    return z.array(comment);
  },
});

const gamesRouter = router({
  list: publicProcedure
    .input(z.object({ page: z.int() }))
    .output(z.array(z.object({ at: z.date() })))
    .query(() => []),
  join: errors(GAME_FULL)(authenticatedProcedure.input(z.object({ id: z.int().positive() })).mutation(() => null)),
  discuss: authenticatedProcedure.input(comment).mutation(() => null),
});

const openapi: RouteDescription = {
  summary: "One game's scores",
  token: true,
  answers: { 200: { description: "All of them.", body: z.array(z.number()) } },
};
const scores: Routes = async (fastify, { guard }) => {
  fastify.get("/scores/:game", { onRequest: guard(), config: { openapi } }, async () => []);
  fastify.get("/undescribed", async () => "");
};

type Document = {
  paths: Record<
    string,
    Record<string, { parameters?: object[]; responses: Record<string, object>; security: object[] }>
  >;
  components: { schemas: Record<string, object> };
};

async function documentOf(parts: Parameters<typeof createStubServer>): Promise<Document> {
  const server = await createStubServer(...parts);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const answer = await server.http.inject("/openapi.json");
  expect([answer.statusCode, answer.headers["content-type"]]).toEqual([200, "application/json"]);
  return answer.json();
}

describe("/openapi.json", () => {
  test("K20: has an app's own procedures, with their inputs, answers and errors, and its described routes", async () => {
    const own = router({
      ...accountRouters,
      games: gamesRouter,
      later: lazy(async () => router({ play: publicProcedure.query(() => 1) })),
    });
    const { paths, components } = await documentOf([[scores], own]);

    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        "/auth/check",
        "/scores/{game}",
        "/trpc/account.me",
        "/trpc/games.join",
        "/trpc/later.play",
      ]),
    );
    expect(paths["/undescribed"]).toBeUndefined();
    const list = paths["/trpc/games.list"]?.get;
    expect(list?.parameters).toMatchObject([
      { name: "input", in: "query", content: { "application/json": { schema: { required: ["page"] } } } },
    ]);
    expect(JSON.stringify(list?.responses[200])).toContain('"at":{"type":"string","format":"date-time"}');
    expect(list?.security).toEqual([{}, { token: [] }]);
    const join = paths["/trpc/games.join"]?.post;
    expect(join?.security).toEqual([{ token: [] }]);
    expect(join?.responses[409]).toMatchObject({ description: "`GAME_FULL`: This game has no free seat." });
    expect(Object.keys(join?.responses ?? {})).toEqual([
      "200",
      "400",
      "401",
      "403",
      "405",
      "409",
      "413",
      "415",
      "500",
      "503",
    ]);
    expect(paths["/scores/{game}"]?.get).toMatchObject({
      summary: "One game's scores",
      parameters: [{ name: "game", in: "path", required: true }],
      security: [{ token: [] }],
    });
    const refs = [...JSON.stringify(paths).matchAll(/"\$ref":"#\/components\/schemas\/(.*?)"/g)].map(
      ([, name]) => name,
    );
    expect(Object.keys(components.schemas)).toEqual(expect.arrayContaining(refs));
    expect(refs).toContain("games.discuss.input.self");
  });

  test("K20: is built once", async () => {
    const server = await createStubServer();
    onTestFinished(() => server[Symbol.asyncDispose]());

    const [first, second] = [await server.http.inject("/openapi.json"), await server.http.inject("/openapi.json")];

    expect(second.body).toBe(first.body);
    expect(first.json().paths["/trpc/auth.login"].post.operationId).toBe("auth.login");
  });
});
