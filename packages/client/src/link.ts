import { observable } from "@trpc/server/observable";
import type { Calls } from "./calls.ts";
import type { LevelUpError } from "./errors.ts";
import type { Send } from "./transport.ts";

type Operation = {
  type: Parameters<Send>[0];
  path: string;
  input: unknown;
  signal?: Parameters<Send>[3];
};

/**
 * A `TRPCLink`, of any router. Written out, so that the SDK's own types do not need tRPC's: `never` stands for what
 * depends on the router.
 */
export type LevelUpLink = (runtime: object) => (call: { op: Operation }) => Result;

type Result = {
  subscribe(observer: { next?: (result: never) => void; error?: (error: never) => void; complete?: () => void }): {
    unsubscribe(): void;
  };
  pipe(...operators: never[]): never;
};

export function createLink({ call }: Calls): LevelUpLink {
  return () =>
    ({ op }) => {
      const result = observable<unknown, unknown>((observer) => {
        call(op.type, op.path, op.input, op.signal).then(
          (data) => {
            observer.next({ result: { type: "data", data } });
            observer.complete();
          },
          // tRPC's own error where there is one, so that `error.data` is what tRPC's documents say.
          (error: LevelUpError) => observer.error(error.code === "SESSION_CHANGED" ? error : error.cause),
        );
      });
      return result as object as Result;
    };
}
