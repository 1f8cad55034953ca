import type { DataTag, UnusedSkipTokenOptions, UseMutationOptions } from "@tanstack/react-query";
import type { LevelUp } from "./api.ts";
import { type Call, clientError, type LevelUpError } from "./errors.ts";
import { createPathProxy } from "./path-proxy.ts";
import type { AnyProcedure, AnyRouter, NoRouter, ProcedureOf } from "./router.ts";

/** The name of the call and, if it has one, its input. */
type Key = readonly ["levelup", string, unknown?];

/** A query of the SDK as options for `useQuery` and the like; the type of `queryKey` carries the data, for `setQueryData`. */
export type LevelUpQuery<Data, Code extends string> = UnusedSkipTokenOptions<Data, LevelUpError<Code>, Data, Key> & {
  queryKey: DataTag<Key, Data, LevelUpError<Code>>;
  queryFn: () => Promise<Data>;
};

/** A mutation of the SDK as options for `useMutation`. */
export type LevelUpMutation<Input, Data, Code extends string> = UseMutationOptions<Data, LevelUpError<Code>, Input> & {
  mutationFn: (input: Input) => Promise<Data>;
};

type QueryOf<Method> = Method extends () => Call<infer Data, infer Code> ? () => LevelUpQuery<Data, Code> : never;

type MutationOf<Method> = Method extends (...input: infer Input) => Call<infer Data, infer Code>
  ? () => LevelUpMutation<Input extends [infer Only] ? Only : void, Data, Code>
  : never;

type Group<Methods, Queries extends keyof Methods> = {
  readonly [Name in keyof Methods]: Name extends Queries ? QueryOf<Methods[Name]> : MutationOf<Methods[Name]>;
};

type ApiQueries<Record> = {
  readonly [Name in keyof Record]: Record[Name] extends AnyProcedure
    ? OptionsOf<ProcedureOf<Record[Name]>>
    : ApiQueries<Record[Name]>;
};

type OptionsOf<Procedure extends { type: unknown; input: unknown; data: unknown; code: string }> =
  Procedure["type"] extends "query"
    ? {
        readonly queryOptions: (input: Procedure["input"]) => LevelUpQuery<Procedure["data"], Procedure["code"]>;
        /** The beginning of the keys of all its inputs, for `invalidateQueries`. */
        readonly queryKey: () => Key;
      }
    : Procedure["type"] extends "mutation"
      ? {
          readonly mutationOptions: () => LevelUpMutation<Procedure["input"], Procedure["data"], Procedure["code"]>;
        }
      : never;

/** Each call of the SDK, by its name, as options for TanStack Query. */
export type LevelUpQueries<Router extends AnyRouter = NoRouter> = {
  readonly auth: Group<LevelUp["auth"], "options">;
  readonly account: Group<LevelUp["account"], "me" | "security">;
  readonly passkeys: Group<LevelUp["passkeys"], "list">;
  readonly tokens: Group<LevelUp["tokens"], "list">;
  readonly apiTokens: Group<LevelUp["apiTokens"], "list" | "scopes">;
  readonly secondFactor: Group<LevelUp["secondFactor"], never>;
  /** The procedures of the router: `api.games.list.queryOptions({ page: 1 })`, `api.games.join.mutationOptions()`. */
  readonly api: ApiQueries<Router["_def"]["record"]>;
};

type Within = <Input extends unknown[], Data>(
  call: (...input: Input) => Promise<Data>,
) => (...input: Input) => Promise<Data>;

/**
 * Creates the options for one session. TanStack Query may run a function long after the session has ended, such as a
 * paused mutation; it must not act for the next gamer.
 */
export function createQueries(levelup: LevelUp, sessionId: number): LevelUpQueries {
  const { auth, account, passkeys, tokens, apiTokens, secondFactor, session } = levelup;

  const within: Within =
    (call) =>
    (...input) =>
      session.get().id === sessionId ? call(...input) : Promise.reject(clientError("SESSION_CHANGED"));

  const query =
    <Data, Code extends string>(name: string, call: () => Call<Data, Code>) =>
    () => {
      const run = within(call);
      return { queryKey: ["levelup", name], queryFn: () => run() } as unknown as LevelUpQuery<Data, Code>;
    };

  const mutation =
    <Input, Data, Code extends string>(call: (input: Input) => Call<Data, Code>) =>
    (): LevelUpMutation<Input, Data, Code> => {
      const run = within(call);
      return { mutationFn: (input) => run(input) };
    };

  return {
    auth: {
      register: mutation(auth.register),
      login: mutation(auth.login),
      secondFactor: mutation(auth.secondFactor),
      logout: mutation(() => auth.logout()),
      options: query("auth.options", auth.options),
      requestPasswordReset: mutation(auth.requestPasswordReset),
      resetPassword: mutation(auth.resetPassword),
      confirmEmail: mutation(auth.confirmEmail),
      confirm: mutation(auth.confirm),
      beginPasskey: mutation(() => auth.beginPasskey()),
      passkey: mutation(auth.passkey),
    },
    account: {
      me: query("account.me", account.me),
      update: mutation(account.update),
      changePassword: mutation(account.changePassword),
      changeEmail: mutation(account.changeEmail),
      requestEmailVerification: mutation(() => account.requestEmailVerification()),
      security: query("account.security", account.security),
    },
    passkeys: {
      begin: mutation(() => passkeys.begin()),
      add: mutation(passkeys.add),
      list: query("passkeys.list", passkeys.list),
      rename: mutation(passkeys.rename),
      remove: mutation(passkeys.remove),
    },
    tokens: {
      list: query("tokens.list", tokens.list),
      revoke: mutation(tokens.revoke),
      revokeOthers: mutation(() => tokens.revokeOthers()),
    },
    apiTokens: {
      create: mutation(apiTokens.create),
      list: query("apiTokens.list", apiTokens.list),
      revoke: mutation(apiTokens.revoke),
      scopes: query("apiTokens.scopes", apiTokens.scopes),
    },
    secondFactor: {
      begin: mutation(() => secondFactor.begin()),
      activate: mutation(secondFactor.activate),
      disable: mutation(() => secondFactor.disable()),
      recoveryCodes: mutation(() => secondFactor.recoveryCodes()),
    },
    api: createApiQueries(levelup.api, within),
  };
}

/** A router or a procedure, of which only the path says which it is. */
type Node = { [name: string]: Node } & Record<"query" | "mutate", (input: unknown) => Promise<unknown>>;

function createApiQueries<Queries>(api: object, within: Within): Queries {
  return createPathProxy<Queries>((path, input) => {
    const names = path.slice(0, -1);
    const queryKey = ["levelup", names.join(".")];
    const procedure = names.reduce((node, name) => node[name] as Node, api as Node);
    switch (path.at(-1)) {
      case "queryKey":
        return queryKey;
      case "queryOptions": {
        const run = within(procedure.query);
        return { queryKey: input === undefined ? queryKey : [...queryKey, input], queryFn: () => run(input) };
      }
      default: {
        const run = within(procedure.mutate);
        return { mutationFn: (variables: unknown) => run(variables) };
      }
    }
  });
}
