import type { ConfirmReason, LevelUpErrorCode, Proof, Result } from "@levelup/client";
import { createContext } from "react";

/** A proof that a call waits for. */
type ProofRequest = Pick<ConfirmReason, "error">;

/** Connects the SDK, which needs a proof, with the dialog, which asks the gamer for it. */
export type ProofRequests = {
  /** The option `onConfirm` of the SDK. */
  ask(reason: ConfirmReason): Promise<Proof | null>;
  /** The request that waits now. */
  get(): ProofRequest | undefined;
  subscribe(listener: () => void): () => void;
  /** Answers the request; whether the server accepts the proof. */
  prove(proof: Proof): Promise<Result<undefined, LevelUpErrorCode>>;
  /** Answers no. */
  decline(): void;
};

export const ProofRequestsContext = createContext<ProofRequests | null>(null);

/** @param prepare loads the dialog; if that fails, the answer is no. */
export function createProofRequests(prepare: () => Promise<unknown>): ProofRequests {
  const listeners = new Set<() => void>();
  let waiting: { error: ProofRequest["error"]; answer: (proof: Proof | null) => void } | undefined;
  /** Whether the gamer said no while a proof was being checked. */
  let declined = false;

  function set(next: typeof waiting): void {
    waiting = next;
    for (const listener of [...listeners]) listener();
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    async ask({ error, signal }) {
      await prepare();
      if (signal.aborted || (error && declined)) return null;
      declined = false;
      signal.addEventListener("abort", () => set(undefined));
      return new Promise((answer) => set({ error, answer }));
    },
    get: () => waiting,
    subscribe,
    prove(proof) {
      const { promise, resolve } = Promise.withResolvers<Result<undefined, LevelUpErrorCode>>();
      const stop = subscribe(() => {
        stop();
        resolve(waiting?.error ? { ok: false, error: waiting.error } : { ok: true, data: undefined });
      });
      waiting?.answer(proof);
      return promise;
    },
    decline() {
      declined = true;
      waiting?.answer(null);
      set(undefined);
    },
  };
}
