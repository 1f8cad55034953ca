import { Button } from "@mantine/core";
import { StatusPage } from "./status-page.tsx";

/** Shown when a part of the app did not load, or failed. */
export function ErrorBoundary() {
  return (
    <StatusPage title="This page did not load" text="The server cannot be reached, or the app was just renewed.">
      <Button onClick={() => location.reload()}>Load it again</Button>
    </StatusPage>
  );
}
