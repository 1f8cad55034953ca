import { Button } from "@mantine/core";
import { Link } from "react-router";
import { StatusPage } from "./status-page.tsx";

export function Component() {
  return (
    <StatusPage
      title="There is nothing on this step"
      text="The page may have moved, or the address has a typing error."
    >
      <Button component={Link} to="/">
        Go home
      </Button>
    </StatusPage>
  );
}
