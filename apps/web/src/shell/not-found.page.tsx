import { Button } from "@mantine/core";
import { Link } from "react-router";
import { Lost } from "./lost.tsx";

export function Component() {
  return (
    <Lost title="There is nothing on this step" text="The page may have moved, or the address has a slip in it.">
      <Button component={Link} to="/">
        Go home
      </Button>
    </Lost>
  );
}
