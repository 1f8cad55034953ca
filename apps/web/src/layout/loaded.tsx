import { isLevelUpError } from "@levelup/client";
import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type Notice, presentError } from "../errors/error-presentation.ts";
import classes from "./loaded.module.css";

type LoadedProps<Data> = {
  query: Pick<UseQueryResult<Data>, "data" | "error" | "isFetching" | "isPaused"> & { refetch: () => unknown };
  skeleton: ReactNode;
  children: (data: Data) => ReactNode;
};

/**
 * Shows the data of a query: a skeleton until it has loaded, and if it fails, the reason with a button to try again.
 * Data that was loaded before stays visible.
 */
export function Loaded<Data>({ query, skeleton, children }: LoadedProps<Data>) {
  const { data, error, isFetching, isPaused, refetch } = query;
  const problem = isPaused ? offline : error && noticeOf(error);
  if (data === undefined && !problem) return <div aria-busy="true">{skeleton}</div>;
  return (
    <>
      {problem && <LoadError notice={problem} busy={isFetching} onRetry={isPaused ? undefined : refetch} />}
      {data !== undefined && children(data)}
    </>
  );
}

const offline: Notice = { title: "You are offline", text: "This page loads by itself when the connection is back." };

type LoadErrorProps = { notice: Notice; busy: boolean; onRetry: (() => unknown) | undefined };

function LoadError({ notice, busy, onRetry }: LoadErrorProps) {
  return (
    <section className={classes.error} role="alert">
      <div>
        <h2>{notice.title}</h2>
        <p>{notice.text}</p>
      </div>
      {onRetry && (
        <Button variant="default" size="sm" aria-disabled={busy} onClick={() => onRetry()}>
          {busy ? "Trying…" : "Try again"}
        </Button>
      )}
    </section>
  );
}

function noticeOf(error: Error): Notice | undefined {
  const presentation = isLevelUpError(error) ? presentError(error) : undefined;
  switch (presentation?.kind) {
    case "notice":
      return presentation.notice;
    case "signed-out":
    case "declined":
      return undefined;
    case "wait":
      return { title: "Too many attempts", text: "Wait a little, then try again." };
    case "fields":
    case undefined:
      return { title: "Something went wrong", text: "Try again in a moment." };
  }
}
