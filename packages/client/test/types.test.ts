import type * as contract from "@levelup/contract";
import type { ErrorCodeOf, ProcedurePath } from "@levelup/contract/errors";
import type { AppRouter } from "@levelup/server";
import type { UseMutationOptions, UseQueryResult } from "@tanstack/react-query";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { describe, expectTypeOf, test } from "vitest";
import type { Call, ErrorCodeOfCall, Fetch, LevelUp, LevelUpError, LevelUpErrorCode, Result } from "../src/index.ts";
import * as sdk from "../src/index.ts";
import type { useLevelUpQueries } from "../src/react.tsx";

/** Checked by `tsc`: an expectation that is wrong does not compile. */

type Inputs = inferRouterInputs<AppRouter>;
type Outputs = inferRouterOutputs<AppRouter>;
type DataOf<Method> = Method extends (...input: never) => Call<infer Data, LevelUpErrorCode> ? Data : never;
type CodeOf<Method> = Method extends (...input: never) => Call<unknown, infer Code> ? Code : never;
/** The properties that are there: the SDK also declares those that a refused login lacks. */
type WithoutAbsent<Output> = Output extends object
  ? { [Key in keyof Output as Output[Key] extends undefined ? never : Key]: Output[Key] }
  : never;
type InputOf<Method> = Method extends (...input: infer Input) => unknown ? Input[0] : never;

type Auth = LevelUp["auth"];
type Profile = LevelUp["account"];
type Tokens = LevelUp["tokens"];

describe("the SDK's types are those of the router", () => {
  test("of the inputs", () => {
    expectTypeOf<InputOf<Auth["register"]>>().toEqualTypeOf<Inputs["auth"]["register"]>();
    expectTypeOf<InputOf<Auth["login"]>>().toEqualTypeOf<Inputs["auth"]["login"]>();
    expectTypeOf<InputOf<Profile["update"]>>().toEqualTypeOf<Inputs["account"]["update"]>();
    expectTypeOf<InputOf<Profile["changePassword"]>>().toEqualTypeOf<Inputs["account"]["changePassword"]>();
    expectTypeOf<InputOf<Auth["requestPasswordReset"]>>().toEqualTypeOf<Inputs["auth"]["requestPasswordReset"]>();
    expectTypeOf<InputOf<Auth["resetPassword"]>>().toEqualTypeOf<Inputs["auth"]["resetPassword"]>();
    expectTypeOf<InputOf<Auth["confirmEmail"]>>().toEqualTypeOf<Inputs["auth"]["confirmEmail"]>();
    expectTypeOf<InputOf<Auth["confirm"]>>().toEqualTypeOf<Inputs["auth"]["confirm"]>();
    expectTypeOf<InputOf<Profile["changeEmail"]>>().toEqualTypeOf<Inputs["account"]["changeEmail"]>();
    expectTypeOf<InputOf<Tokens["revoke"]>>().toEqualTypeOf<Inputs["tokens"]["revoke"]>();
  });

  test("of the outputs", () => {
    expectTypeOf<DataOf<Auth["register"]>>().toEqualTypeOf<Outputs["auth"]["register"]>();
    expectTypeOf<WithoutAbsent<DataOf<Auth["login"]>>>().toEqualTypeOf<WithoutAbsent<Outputs["auth"]["login"]>>();
    expectTypeOf<DataOf<Auth["logout"]>>().toEqualTypeOf<Outputs["auth"]["logout"]>();
    expectTypeOf<DataOf<Profile["me"]>>().toEqualTypeOf<Outputs["account"]["me"]>();
    expectTypeOf<DataOf<Profile["update"]>>().toEqualTypeOf<Outputs["account"]["update"]>();
    expectTypeOf<DataOf<Profile["changePassword"]>>().toEqualTypeOf<Outputs["account"]["changePassword"]>();
    expectTypeOf<DataOf<Auth["options"]>>().toEqualTypeOf<Outputs["auth"]["options"]>();
    expectTypeOf<DataOf<Auth["requestPasswordReset"]>>().toEqualTypeOf<Outputs["auth"]["requestPasswordReset"]>();
    expectTypeOf<DataOf<Auth["resetPassword"]>>().toEqualTypeOf<Outputs["auth"]["resetPassword"]>();
    expectTypeOf<DataOf<Auth["confirmEmail"]>>().toEqualTypeOf<Outputs["auth"]["confirmEmail"]>();
    expectTypeOf<DataOf<Auth["confirm"]>>().toEqualTypeOf<Outputs["auth"]["confirm"]>();
    expectTypeOf<DataOf<Profile["changeEmail"]>>().toEqualTypeOf<Outputs["account"]["changeEmail"]>();
    expectTypeOf<DataOf<Profile["requestEmailVerification"]>>().toEqualTypeOf<
      Outputs["account"]["requestEmailVerification"]
    >();
    expectTypeOf<DataOf<Profile["security"]>>().toEqualTypeOf<Outputs["account"]["security"]>();
    expectTypeOf<DataOf<Tokens["list"]>>().toEqualTypeOf<Outputs["tokens"]["list"]>();
    expectTypeOf<DataOf<Tokens["revoke"]>>().toEqualTypeOf<Outputs["tokens"]["revoke"]>();
    expectTypeOf<DataOf<Tokens["revokeOthers"]>>().toEqualTypeOf<Outputs["tokens"]["revokeOthers"]>();
  });

  test("and those of the contract, by the same names", () => {
    expectTypeOf<sdk.Account>().toEqualTypeOf<contract.Account>();
    expectTypeOf<sdk.TokenInfo>().toEqualTypeOf<contract.TokenInfo>();
    expectTypeOf<sdk.MintedToken>().toEqualTypeOf<contract.MintedToken>();
    expectTypeOf<sdk.RegisterInput>().toEqualTypeOf<contract.RegisterInput>();
    expectTypeOf<sdk.UpdateAccountInput>().toEqualTypeOf<contract.UpdateAccountInput>();
    expectTypeOf<sdk.AuthOptions>().toEqualTypeOf<contract.AuthOptions>();
    expectTypeOf<sdk.AccountSecurity>().toEqualTypeOf<contract.AccountSecurity>();
    expectTypeOf<sdk.ChangePasswordInput>().toEqualTypeOf<contract.ChangePasswordInput>();
  });

  test("the methods are the procedures of the contract", () => {
    type Groups = Exclude<keyof LevelUp & string, "session" | "dispose">;
    type Methods = { [Group in Groups]: `${Group}.${keyof LevelUp[Group] & string}` }[Groups];
    expectTypeOf<Methods>().toEqualTypeOf<ProcedurePath>();
  });
});

describe("H7: the codes of an error are those that its procedure declares, and the SDK's own", () => {
  type Own = "NETWORK" | "SESSION_CHANGED";

  test("of each call", () => {
    expectTypeOf<CodeOf<Auth["register"]>>().toEqualTypeOf<ErrorCodeOf<"auth.register"> | Own>();
    expectTypeOf<CodeOf<Auth["login"]>>().toEqualTypeOf<ErrorCodeOf<"auth.login"> | Own>();
    expectTypeOf<CodeOf<Auth["logout"]>>().toEqualTypeOf<never>();
    expectTypeOf<CodeOf<Profile["me"]>>().toEqualTypeOf<ErrorCodeOf<"account.me"> | Own>();
    expectTypeOf<CodeOf<Profile["update"]>>().toEqualTypeOf<ErrorCodeOf<"account.update"> | Own>();
    expectTypeOf<CodeOf<Profile["changePassword"]>>().toEqualTypeOf<ErrorCodeOf<"account.changePassword"> | Own>();
    expectTypeOf<CodeOf<Auth["options"]>>().toEqualTypeOf<ErrorCodeOf<"auth.options"> | Own>();
    expectTypeOf<CodeOf<Auth["requestPasswordReset"]>>().toEqualTypeOf<
      ErrorCodeOf<"auth.requestPasswordReset"> | Own
    >();
    expectTypeOf<CodeOf<Auth["resetPassword"]>>().toEqualTypeOf<ErrorCodeOf<"auth.resetPassword"> | Own>();
    expectTypeOf<CodeOf<Auth["confirmEmail"]>>().toEqualTypeOf<ErrorCodeOf<"auth.confirmEmail"> | Own>();
    expectTypeOf<CodeOf<Auth["confirm"]>>().toEqualTypeOf<ErrorCodeOf<"auth.confirm"> | Own>();
    expectTypeOf<CodeOf<Profile["changeEmail"]>>().toEqualTypeOf<ErrorCodeOf<"account.changeEmail"> | Own>();
    expectTypeOf<CodeOf<Profile["requestEmailVerification"]>>().toEqualTypeOf<
      ErrorCodeOf<"account.requestEmailVerification"> | Own
    >();
    expectTypeOf<CodeOf<Profile["security"]>>().toEqualTypeOf<ErrorCodeOf<"account.security"> | Own>();
    expectTypeOf<CodeOf<Tokens["list"]>>().toEqualTypeOf<ErrorCodeOf<"tokens.list"> | Own>();
    expectTypeOf<CodeOf<Tokens["revoke"]>>().toEqualTypeOf<ErrorCodeOf<"tokens.revoke"> | Own>();
    expectTypeOf<CodeOf<Tokens["revokeOthers"]>>().toEqualTypeOf<ErrorCodeOf<"tokens.revokeOthers"> | Own>();
  });

  test("safe returns exactly these, and data without a cast", () => {
    type Registered = Awaited<ReturnType<typeof safeRegister>>;
    const safeRegister = (levelup: LevelUp, input: sdk.RegisterInput) => sdk.safe(levelup.auth.register(input));
    expectTypeOf<Registered>().toEqualTypeOf<Result<sdk.RegisterOutput, ErrorCodeOfCall<"auth.register">>>();
    expectTypeOf<Extract<Registered, { ok: false }>["error"]["code"]>().toEqualTypeOf<
      ErrorCodeOf<"auth.register"> | Own
    >();
    expectTypeOf(sdk.safe(Promise.resolve(7))).resolves.toEqualTypeOf<Result<number, sdk.LevelUpErrorCode>>();
  });

  test("a switch over all of them compiles, and one without a code does not", () => {
    type LoginError = LevelUpError<ErrorCodeOfCall<"auth.login">>;

    function complete({ code }: LoginError): string {
      switch (code) {
        case "RATE_LIMITED":
        case "NETWORK":
        case "SESSION_CHANGED":
        case "INVALID_INPUT":
        case "BATCH_REFUSED":
        case "METHOD_NOT_ALLOWED":
        case "PAYLOAD_TOO_LARGE":
        case "UNSUPPORTED_MEDIA_TYPE":
        case "INTERNAL":
        case "OVERLOADED":
        case "UNAVAILABLE":
          return code;
        default:
          return code satisfies never;
      }
    }

    function withoutRateLimited({ code }: LoginError): string {
      switch (code) {
        case "NETWORK":
        case "SESSION_CHANGED":
        case "INVALID_INPUT":
        case "BATCH_REFUSED":
        case "METHOD_NOT_ALLOWED":
        case "PAYLOAD_TOO_LARGE":
        case "UNSUPPORTED_MEDIA_TYPE":
        case "INTERNAL":
        case "OVERLOADED":
        case "UNAVAILABLE":
          return code;
        default:
          // @ts-expect-error RATE_LIMITED is not handled, like a code that the contract adds
          return code satisfies never;
      }
    }

    function undeclared(error: LoginError): boolean {
      // @ts-expect-error a login never fails with USERNAME_TAKEN
      return error.code === "USERNAME_TAKEN";
    }

    expectTypeOf(complete).returns.toBeString();
    expectTypeOf(withoutRateLimited).returns.toBeString();
    expectTypeOf(undeclared).returns.toBeBoolean();
  });
});

describe("with TanStack Query", () => {
  type Queries = ReturnType<typeof useLevelUpQueries>;

  test("a query has the types of its data and its codes", async () => {
    const { useQuery } = await import("@tanstack/react-query");
    const use = (queries: Queries) => useQuery(queries.account.me());
    expectTypeOf<ReturnType<typeof use>>().toEqualTypeOf<
      UseQueryResult<sdk.Account, LevelUpError<ErrorCodeOfCall<"account.me">>>
    >();
  });

  test("a mutation has the types of its input, data and codes; one without input takes none", () => {
    expectTypeOf<ReturnType<Queries["auth"]["register"]>>().toExtend<
      UseMutationOptions<sdk.RegisterOutput, LevelUpError<ErrorCodeOfCall<"auth.register">>, sdk.RegisterInput>
    >();
    const runWithout = (queries: Queries) => queries.tokens.revokeOthers().mutationFn();
    expectTypeOf(runWithout).returns.resolves.toEqualTypeOf<{ revoked: number }>();
  });
});

test("the platform's fetch fits, and so does a function that wraps it", () => {
  expectTypeOf<typeof fetch>().toExtend<Fetch>();
  const traced: Fetch = (url, init) => fetch(url, { ...init, redirect: "error" });
  expectTypeOf(traced).toExtend<Fetch>();
});
