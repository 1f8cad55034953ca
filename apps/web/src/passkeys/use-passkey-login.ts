import { type LevelUpErrorCode, type LoginOutput, type Result, safe } from "@levelup/client";
import { useEffect, useRef, useState } from "react";
import { shortText } from "../errors/error-presentation.ts";
import { usePasskeys } from "./use-passkeys.ts";

type Outcome = Result<LoginOutput | null, LevelUpErrorCode>;

/** What is said after a login by a passkey: quietly that nothing happened, or what is wrong. */
export type PasskeyMessage = { quiet: boolean; text: string };

/** A login by a passkey: from the suggestions of the username's field, from the first idle moment on, and by a button. */
export function usePasskeyLogin() {
  const { keys, offered, usable } = usePasskeys();
  const [pending, setPending] = useState(false);
  const [message, setMessage] = useState<PasskeyMessage>();
  /** Each ends in a login, or in a next one: the button takes the place of the request in the field. */
  const [round, setRound] = useState(0);
  const pressed = useRef<AbortController>(undefined);

  useEffect(() => () => pressed.current?.abort(), []);

  useEffect(() => {
    if (!usable) return;
    const left = new AbortController();
    async function wait() {
      const outcome = await safe(keys.login({ autofill: true, signal: left.signal }));
      if (left.signal.aborted || (outcome.ok && (outcome.data === null || outcome.data.valid))) return;
      setMessage(messageFor(outcome));
      setRound(round + 1);
    }
    const cancel = whenIdle(() => void wait());
    return () => {
      cancel();
      left.abort();
    };
  }, [usable, keys, round]);

  async function press() {
    if (pending) return;
    setPending(true);
    setMessage(undefined);
    pressed.current = new AbortController();
    const { signal } = pressed.current;
    const outcome = await safe(keys.login({ signal }));
    if (signal.aborted || (outcome.ok && outcome.data?.valid)) return;
    setPending(false);
    setMessage(messageFor(outcome));
    setRound(round + 1);
  }

  return { offered, usable, pending, message, press };
}

function messageFor(outcome: Outcome): PasskeyMessage {
  if (!outcome.ok) return { quiet: false, text: shortText(outcome.error) };
  if (outcome.data === null) return { quiet: true, text: "No passkey was used." };
  return { quiet: false, text: "This passkey is not accepted. Use your password, or another passkey." };
}

/** Runs something when the page has nothing else to do; returns what cancels it. */
function whenIdle(run: () => void): () => void {
  if (!window.requestIdleCallback) {
    const timer = setTimeout(run, 200);
    return () => clearTimeout(timer);
  }
  const idle = requestIdleCallback(run, { timeout: 2000 });
  return () => cancelIdleCallback(idle);
}
