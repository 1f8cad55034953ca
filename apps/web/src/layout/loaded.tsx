import { isLevelUpError } from "@levelup/client";
import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type Notice, refusalOf } from "../errors/refusal.ts";
import classes from "./loaded.module.css";

type LoadedProps<Data> = {
  query: Pick<UseQueryResult<Data>, "data" | "error" | "isFetching" | "isPaused"> & { refetch: () => unknown };
  skeleton: ReactNode;
  children: (data: Data) => ReactNode;
};

/**
 * Shows what was asked for; its outline until it is there; and if it does not come, why, with a way to ask again. What
 * is already there stays in view when asking for it anew fails.
 */
export function Loaded<Data>({ query, skeleton, children }: LoadedProps<Data>) {
  const { data, error, isFetching, isPaused, refetch } = query;
  const words = isPaused ? offline : error && wordsFor(error);
  if (data === undefined && !words) return <div aria-busy="true">{skeleton}</div>;
  return (
    <>
      {words && <Trouble words={words} busy={isFetching} onRetry={isPaused ? undefined : refetch} />}
      {data !== undefined && children(data)}
    </>
  );
}

const offline: Notice = { title: "You are offline", text: "This goes on by itself when the connection is back." };

type TroubleProps = { words: Notice; busy: boolean; onRetry: (() => unknown) | undefined };

function Trouble({ words, busy, onRetry }: TroubleProps) {
  return (
    <section className={classes.trouble} role="alert">
      <div>
        <h2>{words.title}</h2>
        <p>{words.text}</p>
      </div>
      {onRetry && (
        <Button variant="default" size="sm" aria-disabled={busy} onClick={() => onRetry()}>
          {busy ? "Trying…" : "Try again"}
        </Button>
      )}
    </section>
  );
}

function wordsFor(error: Error): Notice | undefined {
  const refusal = isLevelUpError(error) ? refusalOf(error) : undefined;
  switch (refusal?.kind) {
    case "notice":
      return refusal.notice;
    case "signed-out":
      return undefined;
    case "wait":
      return { title: "Too many attempts", text: "Wait a little, then try again." };
    case "fields":
    case undefined:
      return { title: "Something went wrong", text: "Try again in a moment." };
  }
}
