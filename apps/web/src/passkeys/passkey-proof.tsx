import { safe } from "@levelup/client";
import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { ProofRequests } from "../confirm/proof-requests.ts";
import { shortText } from "../errors/error-presentation.ts";
import { PasskeyIcon } from "../shell/icons.tsx";
import { PasskeyStatus } from "./passkey-login.tsx";
import classes from "./passkeys.module.css";
import { usePasskeys } from "./use-passkeys.ts";

/** Answers a request for a proof by a passkey; nothing where this browser has none. */
export function PasskeyProof({ requests, only }: { requests: ProofRequests; only: boolean }) {
  const { keys, usable } = usePasskeys();
  const [pending, setPending] = useState(false);
  const [text, setText] = useState("");
  const asked = useRef<AbortController>(undefined);
  useEffect(() => () => asked.current?.abort(), []);

  async function prove() {
    if (pending) return;
    setPending(true);
    setText("");
    asked.current = new AbortController();
    const { signal } = asked.current;
    const proof = await safe(keys.prove({ signal }));
    if (signal.aborted) return;
    const answer = proof.ok && proof.data ? await requests.prove(proof.data) : proof;
    setPending(false);
    if (!answer.ok) setText(shortText(answer.error));
    else if (proof.data === null) setText("No passkey was used.");
  }

  if (!usable) return null;
  return (
    <div className={classes.proof}>
      <Button
        variant={only ? "filled" : "default"}
        fullWidth
        leftSection={<PasskeyIcon />}
        aria-disabled={pending}
        data-autofocus={only || undefined}
        onClick={prove}
      >
        Use a passkey
      </Button>
      <PasskeyStatus pending={pending} text={text} />
    </div>
  );
}
