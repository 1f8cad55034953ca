import { TRPCError } from "@trpc/server";
import { describe, expect, expectTypeOf, onTestFinished, test } from "vitest";
import { defineErrors, errors, LevelUpError, publicProcedure, router, StartError } from "../../src/index.ts";
import { createTestApp } from "../../src/testing/index.ts";

const gameErrors = defineErrors({
  GAME_FULL: { status: 409, message: "This game has no free seat." },
  GAME_OVER: { status: 422, message: "This game is over." },
});

const failing = (error: unknown) =>
  publicProcedure.query(() => {
    throw error;
  });

const games = router({
  full: errors(gameErrors.GAME_FULL, "NOT_FOUND")(failing(new LevelUpError(gameErrors.GAME_FULL, { field: "id" }))),
  gone: errors(gameErrors.GAME_FULL, "NOT_FOUND")(failing(new LevelUpError("NOT_FOUND"))),
  both: errors(gameErrors.GAME_OVER)(errors(gameErrors.GAME_FULL)(failing(new LevelUpError(gameErrors.GAME_FULL)))),
  over: errors(gameErrors.GAME_FULL)(failing(new LevelUpError(gameErrors.GAME_OVER))),
  taken: failing(new LevelUpError("USERNAME_TAKEN")),
  text: failing("hunter2"),
  trpc: failing(new TRPCError({ code: "CONFLICT", message: "hunter2" })),
});

async function start() {
  const app = await createTestApp({ router: router({ games }) });
  onTestFinished(() => app[Symbol.asyncDispose]());
  const url = await app.listen();
  const call = async (name: string) => {
    const response = await fetch(`${url}/trpc/games.${name}`);
    const { error } = (await response.json()) as { error: { message: string; data: { code: string } } };
    return { status: response.status, ...error };
  };
  return { app, call };
}

describe("an error that a procedure declares", () => {
  test("K2: of the app's own reaches the client with its status, message and details", async () => {
    const { call } = await start();
    expect(await call("full")).toMatchObject({
      status: 409,
      message: "This game has no free seat.",
      data: { code: "GAME_FULL", httpStatus: 409, field: "id" },
    });
    expect(await call("both")).toMatchObject({ status: 409, data: { code: "GAME_FULL" } });
  });

  test("K2: of Level Up's table reaches the client too", async () => {
    const { call } = await start();
    expect(await call("gone")).toMatchObject({ status: 404, data: { code: "NOT_FOUND" } });
  });

  test("is in the type of the procedure, beside those of its kind", () => {
    type Procedures = (typeof games)["_def"]["record"];
    type Codes<Name extends keyof Procedures> = Procedures[Name]["_def"]["$types"]["errorShape"]["data"]["code"];
    type OfAnyCall = Codes<"taken">;
    expectTypeOf<Exclude<Codes<"full">, OfAnyCall>>().toEqualTypeOf<"GAME_FULL" | "NOT_FOUND">();
    expectTypeOf<Exclude<Codes<"both">, OfAnyCall>>().toEqualTypeOf<"GAME_FULL" | "GAME_OVER">();
    expectTypeOf<"UNAVAILABLE">().toExtend<OfAnyCall>();
    expectTypeOf<"TOKEN_INVALID">().not.toExtend<OfAnyCall>();
    // @ts-expect-error not a code of the table
    expectTypeOf(errors("GAME_FULL")).toBeFunction();
  });
});

test.each(["over", "taken", "text", "trpc"])(
  "K2: games.%s throws an error that it does not declare: INTERNAL, with the cause in the log",
  async (name) => {
    const { app, call } = await start();
    const answer = await call(name);
    expect(answer).toMatchObject({ status: 500, data: { code: "INTERNAL" } });
    expect(JSON.stringify(answer)).not.toContain("hunter2");
    const causes = { over: "This game is over.", taken: "already exists", text: "hunter2", trpc: "hunter2" };
    expect(app.logLines().filter((line) => line.includes(causes[name as keyof typeof causes]))).toHaveLength(1);
  },
);

test.each(["NOT_FOUND", "NETWORK"])("K4: an app that defines %s itself does not start, and says why", (code) => {
  expect(() => defineErrors({ [code]: { status: 404, message: "Mine." } })).toThrow(
    new StartError(`the error code ${code} is one of Level Up's own`, "Give the error of your app another code."),
  );
});
