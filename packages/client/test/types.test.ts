import type * as contract from "@levelup/contract";
import type { AppRouter as AccountRouter } from "@levelup/server";
import type { UseMutationOptions, UseQueryResult } from "@tanstack/react-query";
import type { createTRPCClient, TRPCLink, safe as trpcSafe } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { describe, expectTypeOf, test } from "vitest";
import type {
  Call,
  ClientErrorCode,
  ErrorCodeOf,
  Fetch,
  LevelUp,
  LevelUpError,
  ProcedureOf,
  Result,
} from "../src/index.ts";
import * as sdk from "../src/index.ts";
import type { LevelUpQueries, useLevelUp, useLevelUpQueries } from "../src/react.tsx";
import type { AppRouter } from "./app/app.router.ts";

/** Checked by `tsc`: an expectation that is wrong does not compile. */

type Inputs = inferRouterInputs<AccountRouter>;
type Outputs = inferRouterOutputs<AccountRouter>;
type DataOf<Method> = Method extends (...input: never) => Call<infer Data, string> ? Data : never;
/** The properties that are there: the SDK also declares those that a refused login lacks. */
type WithoutAbsent<Output> = Output extends object
  ? { [Key in keyof Output as Output[Key] extends undefined ? never : Key]: Output[Key] }
  : never;
type InputOf<Method> = Method extends (...input: infer Input) => unknown ? Input[0] : never;

/** What the router says: its procedures by their groups, and the codes that one of them declares. */
type Router = AccountRouter["_def"]["record"];
type Declared<Group extends keyof Router, Name extends keyof Router[Group]> = ProcedureOf<Router[Group][Name]>["code"];

type Auth = LevelUp["auth"];
type Profile = LevelUp["account"];
type Passkeys = LevelUp["passkeys"];
type Tokens = LevelUp["tokens"];
type ApiTokens = LevelUp["apiTokens"];
type SecondFactor = LevelUp["secondFactor"];

describe("the SDK's types are those of the router", () => {
  test("of the inputs", () => {
    expectTypeOf<InputOf<Auth["register"]>>().toEqualTypeOf<Inputs["auth"]["register"]>();
    expectTypeOf<InputOf<Auth["login"]>>().toEqualTypeOf<Inputs["auth"]["login"]>();
    expectTypeOf<InputOf<Auth["secondFactor"]>>().toEqualTypeOf<Inputs["auth"]["secondFactor"]>();
    expectTypeOf<InputOf<SecondFactor["activate"]>>().toEqualTypeOf<Inputs["secondFactor"]["activate"]>();
    expectTypeOf<InputOf<Profile["update"]>>().toEqualTypeOf<Inputs["account"]["update"]>();
    expectTypeOf<InputOf<Profile["changePassword"]>>().toEqualTypeOf<Inputs["account"]["changePassword"]>();
    expectTypeOf<InputOf<Auth["requestPasswordReset"]>>().toEqualTypeOf<Inputs["auth"]["requestPasswordReset"]>();
    expectTypeOf<InputOf<Auth["resetPassword"]>>().toEqualTypeOf<Inputs["auth"]["resetPassword"]>();
    expectTypeOf<InputOf<Auth["confirmEmail"]>>().toEqualTypeOf<Inputs["auth"]["confirmEmail"]>();
    expectTypeOf<InputOf<Auth["confirm"]>>().toEqualTypeOf<Inputs["auth"]["confirm"]>();
    expectTypeOf<InputOf<Profile["changeEmail"]>>().toEqualTypeOf<Inputs["account"]["changeEmail"]>();
    expectTypeOf<InputOf<Auth["passkey"]>>().toEqualTypeOf<Inputs["auth"]["passkey"]>();
    expectTypeOf<InputOf<Passkeys["add"]>>().toEqualTypeOf<Inputs["passkeys"]["add"]>();
    expectTypeOf<InputOf<Passkeys["rename"]>>().toEqualTypeOf<Inputs["passkeys"]["rename"]>();
    expectTypeOf<InputOf<Passkeys["remove"]>>().toEqualTypeOf<Inputs["passkeys"]["remove"]>();
    expectTypeOf<InputOf<Tokens["revoke"]>>().toEqualTypeOf<Inputs["tokens"]["revoke"]>();
    expectTypeOf<InputOf<ApiTokens["create"]>>().toEqualTypeOf<Inputs["apiTokens"]["create"]>();
    expectTypeOf<InputOf<ApiTokens["revoke"]>>().toEqualTypeOf<Inputs["apiTokens"]["revoke"]>();
  });

  test("of the outputs", () => {
    expectTypeOf<DataOf<Auth["register"]>>().toEqualTypeOf<Outputs["auth"]["register"]>();
    expectTypeOf<WithoutAbsent<DataOf<Auth["login"]>>>().toEqualTypeOf<WithoutAbsent<Outputs["auth"]["login"]>>();
    expectTypeOf<DataOf<Auth["secondFactor"]>>().toEqualTypeOf<Outputs["auth"]["secondFactor"]>();
    expectTypeOf<DataOf<SecondFactor["begin"]>>().toEqualTypeOf<Outputs["secondFactor"]["begin"]>();
    expectTypeOf<DataOf<SecondFactor["activate"]>>().toEqualTypeOf<Outputs["secondFactor"]["activate"]>();
    expectTypeOf<DataOf<SecondFactor["disable"]>>().toEqualTypeOf<Outputs["secondFactor"]["disable"]>();
    expectTypeOf<DataOf<SecondFactor["recoveryCodes"]>>().toEqualTypeOf<Outputs["secondFactor"]["recoveryCodes"]>();
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
    expectTypeOf<DataOf<Auth["beginPasskey"]>>().toEqualTypeOf<Outputs["auth"]["beginPasskey"]>();
    expectTypeOf<WithoutAbsent<DataOf<Auth["passkey"]>>>().toEqualTypeOf<WithoutAbsent<Outputs["auth"]["passkey"]>>();
    expectTypeOf<DataOf<Passkeys["begin"]>>().toEqualTypeOf<Outputs["passkeys"]["begin"]>();
    expectTypeOf<DataOf<Passkeys["add"]>>().toEqualTypeOf<Outputs["passkeys"]["add"]>();
    expectTypeOf<DataOf<Passkeys["list"]>>().toEqualTypeOf<Outputs["passkeys"]["list"]>();
    expectTypeOf<DataOf<Passkeys["rename"]>>().toEqualTypeOf<Outputs["passkeys"]["rename"]>();
    expectTypeOf<DataOf<Passkeys["remove"]>>().toEqualTypeOf<Outputs["passkeys"]["remove"]>();
    expectTypeOf<DataOf<Tokens["list"]>>().toEqualTypeOf<Outputs["tokens"]["list"]>();
    expectTypeOf<DataOf<Tokens["revoke"]>>().toEqualTypeOf<Outputs["tokens"]["revoke"]>();
    expectTypeOf<DataOf<Tokens["revokeOthers"]>>().toEqualTypeOf<Outputs["tokens"]["revokeOthers"]>();
    expectTypeOf<DataOf<ApiTokens["create"]>>().toEqualTypeOf<Outputs["apiTokens"]["create"]>();
    expectTypeOf<DataOf<ApiTokens["list"]>>().toEqualTypeOf<Outputs["apiTokens"]["list"]>();
    expectTypeOf<DataOf<ApiTokens["revoke"]>>().toEqualTypeOf<Outputs["apiTokens"]["revoke"]>();
    expectTypeOf<DataOf<ApiTokens["scopes"]>>().toEqualTypeOf<Outputs["apiTokens"]["scopes"]>();
  });

  test("and those of the contract, by the same names", () => {
    expectTypeOf<sdk.Account>().toEqualTypeOf<contract.Account>();
    expectTypeOf<sdk.TokenInfo>().toEqualTypeOf<contract.TokenInfo>();
    expectTypeOf<sdk.CreateApiTokenInput>().toEqualTypeOf<contract.CreateApiTokenInput>();
    expectTypeOf<sdk.CreateApiTokenOutput>().toEqualTypeOf<contract.CreateApiTokenOutput>();
    expectTypeOf<sdk.ApiTokenInfo>().toEqualTypeOf<contract.ApiTokenInfo>();
    expectTypeOf<sdk.ScopeInfo>().toEqualTypeOf<contract.ScopeInfo>();
    expectTypeOf<sdk.MintedToken>().toEqualTypeOf<contract.MintedToken>();
    expectTypeOf<sdk.RegisterInput>().toEqualTypeOf<contract.RegisterInput>();
    expectTypeOf<sdk.UpdateAccountInput>().toEqualTypeOf<contract.UpdateAccountInput>();
    expectTypeOf<sdk.AuthOptions>().toEqualTypeOf<contract.AuthOptions>();
    expectTypeOf<sdk.AccountSecurity>().toEqualTypeOf<contract.AccountSecurity>();
    expectTypeOf<sdk.ChangePasswordInput>().toEqualTypeOf<contract.ChangePasswordInput>();
  });

  test("the methods are the procedures of the router", () => {
    expectTypeOf<keyof Auth>().toEqualTypeOf<keyof Router["auth"]>();
    expectTypeOf<keyof Profile>().toEqualTypeOf<keyof Router["account"]>();
    expectTypeOf<keyof Passkeys>().toEqualTypeOf<keyof Router["passkeys"]>();
    expectTypeOf<keyof Tokens>().toEqualTypeOf<keyof Router["tokens"]>();
    expectTypeOf<keyof ApiTokens>().toEqualTypeOf<keyof Router["apiTokens"]>();
    expectTypeOf<keyof SecondFactor>().toEqualTypeOf<keyof Router["secondFactor"]>();
    expectTypeOf<"auth" | "account" | "passkeys" | "tokens" | "apiTokens" | "secondFactor">().toEqualTypeOf<
      keyof Router
    >();
  });
});

describe("H7: the codes of an error are those that its procedure declares, and the SDK's own", () => {
  test("of each call", () => {
    expectTypeOf<ErrorCodeOf<Auth["register"]>>().toEqualTypeOf<Declared<"auth", "register">>();
    expectTypeOf<ErrorCodeOf<Auth["login"]>>().toEqualTypeOf<Declared<"auth", "login">>();
    expectTypeOf<ErrorCodeOf<Auth["secondFactor"]>>().toEqualTypeOf<Declared<"auth", "secondFactor">>();
    expectTypeOf<ErrorCodeOf<SecondFactor["begin"]>>().toEqualTypeOf<Declared<"secondFactor", "begin">>();
    expectTypeOf<ErrorCodeOf<SecondFactor["activate"]>>().toEqualTypeOf<Declared<"secondFactor", "activate">>();
    expectTypeOf<ErrorCodeOf<SecondFactor["disable"]>>().toEqualTypeOf<Declared<"secondFactor", "disable">>();
    expectTypeOf<ErrorCodeOf<SecondFactor["recoveryCodes"]>>().toEqualTypeOf<
      Declared<"secondFactor", "recoveryCodes">
    >();
    expectTypeOf<ErrorCodeOf<Auth["logout"]>>().toEqualTypeOf<never>();
    expectTypeOf<ErrorCodeOf<Profile["me"]>>().toEqualTypeOf<Declared<"account", "me">>();
    expectTypeOf<ErrorCodeOf<Profile["update"]>>().toEqualTypeOf<Declared<"account", "update">>();
    expectTypeOf<ErrorCodeOf<Profile["changePassword"]>>().toEqualTypeOf<Declared<"account", "changePassword">>();
    expectTypeOf<ErrorCodeOf<Auth["options"]>>().toEqualTypeOf<Declared<"auth", "options">>();
    expectTypeOf<ErrorCodeOf<Auth["requestPasswordReset"]>>().toEqualTypeOf<Declared<"auth", "requestPasswordReset">>();
    expectTypeOf<ErrorCodeOf<Auth["resetPassword"]>>().toEqualTypeOf<Declared<"auth", "resetPassword">>();
    expectTypeOf<ErrorCodeOf<Auth["confirmEmail"]>>().toEqualTypeOf<Declared<"auth", "confirmEmail">>();
    expectTypeOf<ErrorCodeOf<Auth["confirm"]>>().toEqualTypeOf<Declared<"auth", "confirm">>();
    expectTypeOf<ErrorCodeOf<Profile["changeEmail"]>>().toEqualTypeOf<Declared<"account", "changeEmail">>();
    expectTypeOf<ErrorCodeOf<Profile["requestEmailVerification"]>>().toEqualTypeOf<
      Declared<"account", "requestEmailVerification">
    >();
    expectTypeOf<ErrorCodeOf<Profile["security"]>>().toEqualTypeOf<Declared<"account", "security">>();
    expectTypeOf<ErrorCodeOf<Auth["beginPasskey"]>>().toEqualTypeOf<Declared<"auth", "beginPasskey">>();
    expectTypeOf<ErrorCodeOf<Auth["passkey"]>>().toEqualTypeOf<Declared<"auth", "passkey">>();
    expectTypeOf<ErrorCodeOf<Passkeys["begin"]>>().toEqualTypeOf<Declared<"passkeys", "begin">>();
    expectTypeOf<ErrorCodeOf<Passkeys["add"]>>().toEqualTypeOf<Declared<"passkeys", "add">>();
    expectTypeOf<ErrorCodeOf<Passkeys["list"]>>().toEqualTypeOf<Declared<"passkeys", "list">>();
    expectTypeOf<ErrorCodeOf<Passkeys["rename"]>>().toEqualTypeOf<Declared<"passkeys", "rename">>();
    expectTypeOf<ErrorCodeOf<Passkeys["remove"]>>().toEqualTypeOf<Declared<"passkeys", "remove">>();
    expectTypeOf<ErrorCodeOf<Tokens["list"]>>().toEqualTypeOf<Declared<"tokens", "list">>();
    expectTypeOf<ErrorCodeOf<Tokens["revoke"]>>().toEqualTypeOf<Declared<"tokens", "revoke">>();
    expectTypeOf<ErrorCodeOf<Tokens["revokeOthers"]>>().toEqualTypeOf<Declared<"tokens", "revokeOthers">>();
    expectTypeOf<ErrorCodeOf<ApiTokens["create"]>>().toEqualTypeOf<Declared<"apiTokens", "create">>();
    expectTypeOf<ErrorCodeOf<ApiTokens["list"]>>().toEqualTypeOf<Declared<"apiTokens", "list">>();
    expectTypeOf<ErrorCodeOf<ApiTokens["revoke"]>>().toEqualTypeOf<Declared<"apiTokens", "revoke">>();
    expectTypeOf<ErrorCodeOf<ApiTokens["scopes"]>>().toEqualTypeOf<Declared<"apiTokens", "scopes">>();
  });

  test("safe returns exactly these, and data without a cast", () => {
    type Registered = Awaited<ReturnType<typeof safeRegister>>;
    const safeRegister = (levelup: LevelUp, input: sdk.RegisterInput) => sdk.safe(levelup.auth.register(input));
    expectTypeOf<Registered>().toEqualTypeOf<Result<sdk.RegisterOutput, ErrorCodeOf<Auth["register"]>>>();
    expectTypeOf<Extract<Registered, { ok: false }>["error"]["code"]>().toEqualTypeOf<Declared<"auth", "register">>();
    expectTypeOf(sdk.safe(Promise.resolve(7))).resolves.toEqualTypeOf<Result<number, sdk.LevelUpErrorCode>>();
  });

  test("a switch over all of them compiles, and one without a code does not", () => {
    type LoginError = LevelUpError<ErrorCodeOf<Auth["login"]>>;

    function complete({ code }: LoginError): string {
      switch (code) {
        case "RATE_LIMITED":
        case "NETWORK":
        case "SESSION_CHANGED":
        case "INVALID_INPUT":
        case "BATCH_REFUSED":
        case "FORBIDDEN":
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
        case "FORBIDDEN":
        case "METHOD_NOT_ALLOWED":
        case "PAYLOAD_TOO_LARGE":
        case "UNSUPPORTED_MEDIA_TYPE":
        case "INTERNAL":
        case "OVERLOADED":
        case "UNAVAILABLE":
          return code;
        default:
          // @ts-expect-error RATE_LIMITED is not handled, like a code that the procedure adds
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

describe("procedures of the app's own router", () => {
  type Games = LevelUp<AppRouter>["api"]["games"];
  type Join = Games["join"]["mutate"];
  type Inferred = { inputs: inferRouterInputs<AppRouter>["games"]; outputs: inferRouterOutputs<AppRouter>["games"] };

  test("have the inputs and outputs of the router", () => {
    expectTypeOf<InputOf<Join>>().toEqualTypeOf<Inferred["inputs"]["join"]>();
    expectTypeOf<DataOf<Join>>().toEqualTypeOf<Inferred["outputs"]["join"]>();
    expectTypeOf<DataOf<Games["list"]["query"]>>().toEqualTypeOf<Inferred["outputs"]["list"]>();
    expectTypeOf<DataOf<Games["list"]["query"]>[number]["startsAt"]>().toEqualTypeOf<string>();
    expectTypeOf<DataOf<Games["scores"]["mine"]["query"]>>().toEqualTypeOf<Inferred["outputs"]["scores"]["mine"]>();
  });

  test("have the codes that they declare, beside those of their kind and the SDK's", () => {
    type OfEveryCall = ErrorCodeOf<Profile["me"]>;
    expectTypeOf<Exclude<ErrorCodeOf<Join>, OfEveryCall>>().toEqualTypeOf<"GAME_FULL" | "NOT_FOUND">();
    expectTypeOf<ErrorCodeOf<Games["scores"]["mine"]["query"]>>().toEqualTypeOf<OfEveryCall>();
    expectTypeOf<"TOKEN_INVALID">().not.toExtend<ErrorCodeOf<Games["list"]["query"]>>();
    const join = (games: Games) => sdk.safe(games.join.mutate({ id: 1 }));
    expectTypeOf(join).returns.resolves.toEqualTypeOf<Result<DataOf<Join>, ErrorCodeOf<Join>>>();
  });

  test("a switch over the codes of one compiles only if it is complete", () => {
    type Own = Exclude<ErrorCodeOf<Join>, ErrorCodeOf<Profile["me"]>>;
    const complete = (code: Own) => {
      switch (code) {
        case "GAME_FULL":
        case "NOT_FOUND":
          return code;
        default:
          return code satisfies never;
      }
    };
    const withoutFull = (code: Own) => {
      switch (code) {
        case "NOT_FOUND":
          return code;
        default:
          // @ts-expect-error GAME_FULL is not handled
          return code satisfies never;
      }
    };
    expectTypeOf(complete).parameter(0).toEqualTypeOf<Own>();
    expectTypeOf(withoutFull).parameter(0).toEqualTypeOf<Own>();
  });

  test("a wrong name, kind, input or output does not compile", () => {
    const wrong = async ({ api }: LevelUp<AppRouter>) => {
      // @ts-expect-error no such procedure
      api.games.leave;
      // @ts-expect-error a mutation
      api.games.join.query;
      // @ts-expect-error an id is a number
      await api.games.join.mutate({ id: "1" });
      // @ts-expect-error an input is required
      await api.games.join.mutate();
      const { player } = await api.games.join.mutate({ id: 1 });
      // @ts-expect-error a text
      player satisfies number;
    };
    expectTypeOf(wrong).toBeFunction();
  });

  test("without a router there are none, and one with a router is accepted where none is named", () => {
    // biome-ignore lint/complexity/noBannedTypes: an object without properties
    expectTypeOf<LevelUp["api"]>().toEqualTypeOf<{}>();
    expectTypeOf<LevelUp<AppRouter>>().toExtend<LevelUp>();
    expectTypeOf<ReturnType<typeof useLevelUp<AppRouter>>>().toEqualTypeOf<LevelUp<AppRouter>>();
  });

  test("as options for TanStack Query they have the types of their inputs, data and codes", () => {
    type Options = LevelUpQueries<AppRouter>["api"]["games"];
    type JoinOptions = ReturnType<Options["join"]["mutationOptions"]>;
    expectTypeOf<Parameters<Options["list"]["queryOptions"]>[0]>().toEqualTypeOf<InputOf<Games["list"]["query"]>>();
    expectTypeOf<ReturnType<Options["list"]["queryOptions"]>["queryFn"]>().returns.resolves.toEqualTypeOf<
      Inferred["outputs"]["list"]
    >();
    expectTypeOf<JoinOptions>().toExtend<
      UseMutationOptions<DataOf<Join>, LevelUpError<ErrorCodeOf<Join>>, { id: number }>
    >();
  });

  test("K17: the link is one of tRPC's, and the errors of its client have the codes of the procedure", async () => {
    expectTypeOf<LevelUp["link"]>().toExtend<TRPCLink<AppRouter>>();
    type Client = ReturnType<typeof createTRPCClient<AppRouter>>;
    const join = async (client: Client, safe: typeof trpcSafe) => {
      const [, error] = await safe(client.games.join.mutate({ id: 1 }));
      return error?.data?.code;
    };
    type Code = Exclude<ErrorCodeOf<Join>, ClientErrorCode>;
    expectTypeOf(join).returns.resolves.toEqualTypeOf<Code | undefined>();
  });
});

describe("with TanStack Query", () => {
  type Queries = ReturnType<typeof useLevelUpQueries>;

  test("a query has the types of its data and its codes", async () => {
    const { useQuery } = await import("@tanstack/react-query");
    const use = (queries: Queries) => useQuery(queries.account.me());
    expectTypeOf<ReturnType<typeof use>>().toEqualTypeOf<
      UseQueryResult<sdk.Account, LevelUpError<ErrorCodeOf<Profile["me"]>>>
    >();
  });

  test("a mutation has the types of its input, data and codes; one without input takes none", () => {
    expectTypeOf<ReturnType<Queries["auth"]["register"]>>().toExtend<
      UseMutationOptions<sdk.RegisterOutput, LevelUpError<ErrorCodeOf<Auth["register"]>>, sdk.RegisterInput>
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
