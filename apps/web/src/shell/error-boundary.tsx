import { Button } from "@mantine/core";
import { StatusPage } from "./status-page.tsx";

/** Shown when a part of the app did not load, or failed. */
export function ErrorBoundary() {
  return (
    <StatusPage title="This page did not load" text="A part of the app failed or could not be loaded.">
      <Button onClick={() => location.reload()}>Load it again</Button>
    </StatusPage>
  );
}
