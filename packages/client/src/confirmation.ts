import type { PasskeyAnswer } from "./api.ts";
import { clientError, type LevelUpError } from "./errors.ts";
import { runCallback } from "./platform.ts";
import type { SessionState } from "./session-state.ts";

/** What shows who makes a call. */
export type Proof = PasswordProof | PasskeyProof;

export interface PasswordProof {
  /** The current password of the account. */
  password: string;
  /** If it has a second factor: a code of the authenticator app, or else `recoveryCode`. */
  code?: string | undefined;
  recoveryCode?: string | undefined;
}

/** What `passkeys(levelup).prove()` of `@levelup/client/passkeys` resolves with. */
export interface PasskeyProof {
  ceremony: string;
  response: PasskeyAnswer;
}

/** Why a proof is needed. */
export interface ConfirmReason {
  /** The procedure that needs it, such as `account.changeEmail`. */
  readonly path: string;
  /** Why the last proof was refused, such as `WRONG_PASSWORD`; undefined the first time. */
  readonly error: LevelUpError | undefined;
  /** An AbortSignal, aborted when no proof is needed any more: one was accepted, here or in another tab, or the session ended. */
  readonly signal: { readonly aborted: boolean; addEventListener(type: "abort", listener: () => void): void };
}

/** Asks the gamer for a proof; null is a no. */
export type OnConfirm = (reason: ConfirmReason) => Promise<Proof | null>;

/** Asks for proofs: what {@link confirmBy} returns, for the option `confirmation`. */
export type Confirmer = (deps: ConfirmationDeps) => Confirmation;

type ConfirmationDeps = {
  session: Pick<SessionState, "current">;
  /** Exchanges the token for a fresh one. */
  confirm: (proof: Proof) => Promise<unknown>;
};

export type Confirmation = {
  /** Makes a call; if it needs a recent proof, asks for one and repeats the call once. Calls that wait share one proof. */
  run<Data>(path: string, call: () => Promise<Data>): Promise<Data>;
};

/** Makes a call as it is. */
export const noConfirmation: Confirmation = { run: (_path, call) => call() };

/**
 * Has the SDK ask for a proof where a call needs a recent one; the call is then repeated once. `onConfirm` is called again
 * if the proof was refused. If it resolves with null, the call rejects with `REAUTHENTICATION_REQUIRED`.
 *
 * An option of its own, so that an app that never asks does not bundle it.
 */
export function confirmBy(onConfirm: OnConfirm): Confirmer {
  return (deps) => createConfirmation(onConfirm, deps);
}

function createConfirmation(onConfirm: OnConfirm, { session, confirm }: ConfirmationDeps): Confirmation {
  let asking: Promise<boolean> | undefined;

  /** Asks until a proof is accepted. Whether `login` has been followed by a fresh token. */
  async function ask(login: NonNullable<ReturnType<typeof session.current>>, path: string) {
    const { signal } = login.ended;
    const ended = new Promise<null>((resolve) => signal.addEventListener("abort", () => resolve(null)));
    let error: LevelUpError | undefined;
    while (!signal.aborted) {
      const answer = onConfirm({ path, error, signal }).catch((thrown) => {
        runCallback(() => {
          throw thrown;
        });
        return null;
      });
      const proof = await Promise.race([answer, ended]);
      if (!proof) break;
      await confirm(proof).catch((refusal) => {
        error = refusal;
      });
    }
    if (session.current()?.id !== login.id) throw clientError("SESSION_CHANGED", error);
    return signal.aborted;
  }

  return {
    async run(path, call) {
      const before = session.current();
      try {
        return await call();
      } catch (error) {
        const login = before ?? session.current();
        if (!login || (error as LevelUpError).code !== "REAUTHENTICATION_REQUIRED") throw error;
        asking ??= ask(login, path).finally(() => {
          asking = undefined;
        });
        if (!(await asking)) throw error;
        return call();
      }
    },
  };
}
