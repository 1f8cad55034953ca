import type { Call, ClientErrorCode } from "./errors.ts";
import type { Signal } from "./platform.ts";

/** What the SDK reads of the type of a tRPC router. Written out, so that its own types do not need tRPC's. */
export interface AnyRouter {
  readonly _def: { readonly record: object };
}

/** The router of an app that names none. */
export interface NoRouter {
  readonly _def: { readonly record: Record<never, never> };
}

export interface CallOptions {
  /** Aborts the request; the call then rejects with `NETWORK`. */
  signal?: Signal | undefined;
}

/** What the SDK reads of the type of a procedure. */
export interface AnyProcedure {
  readonly _def: {
    readonly type: string;
    readonly $types: { readonly input: unknown; readonly output: unknown; readonly errorShape: unknown };
  };
}

/** A procedure as the client sees it. */
export interface ProcedureOf<Procedure extends AnyProcedure> {
  type: Procedure["_def"]["type"];
  // biome-ignore lint/suspicious/noConfusingVoidType: an argument that may be void may be left out
  input: InputOf<Procedure> | (undefined extends InputOf<Procedure> ? void : never);
  data: Json<Procedure["_def"]["$types"]["output"]>;
  code: keyof { [Code in CodeOf<Procedure["_def"]["$types"]["errorShape"]> | ClientErrorCode]: Code };
}

type InputOf<Procedure extends AnyProcedure> = Procedure["_def"]["$types"]["input"];

/** Each procedure of a router, as tRPC's client has it: `api.games.list.query()`, `api.games.join.mutate({ id: 7 })`. */
export type Api<Record> = {
  readonly [Name in keyof Record]: Record[Name] extends AnyProcedure
    ? Caller<ProcedureOf<Record[Name]>>
    : Api<Record[Name]>;
};

type Caller<Procedure extends { type: unknown; input: unknown; data: unknown; code: string }> =
  Procedure["type"] extends "query"
    ? { readonly query: Method<Procedure["input"], Procedure["data"], Procedure["code"]> }
    : Procedure["type"] extends "mutation"
      ? { readonly mutate: Method<Procedure["input"], Procedure["data"], Procedure["code"]> }
      : never;

type Method<Input, Data, Code extends string> = (input: Input, options?: CallOptions) => Call<Data, Code>;

type CodeOf<Shape> = Shape extends { data: { code: infer Code extends string } } ? Code : string;

/** What JSON makes of a value: a Date becomes a string, a function is left out. */
type Json<Value> = unknown extends Value
  ? Value
  : Value extends string | number | boolean | null | undefined
    ? Value
    : Value extends { toJSON(): infer Text }
      ? Json<Text>
      : Value extends Map<unknown, unknown> | Set<unknown>
        ? Record<never, never>
        : Value extends readonly unknown[]
          ? { [Index in keyof Value]: Json<Value[Index]> }
          : Value extends object
            ? { [Key in keyof Value as Value[Key] extends Unserialized ? never : Key]: Json<Value[Key]> }
            : never;

type Unserialized = ((...input: never) => unknown) | symbol;
