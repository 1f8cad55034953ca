import { Button } from "@mantine/core";
import { Lost } from "./lost.tsx";

/** A part of the app did not come, or broke: nothing that loading the page again does not mend. */
export function Broken() {
  return (
    <Lost title="This page did not load" text="The server cannot be reached, or the app was just renewed.">
      <Button onClick={() => location.reload()}>Load it again</Button>
    </Lost>
  );
}
