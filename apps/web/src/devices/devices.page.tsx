import type { TokenInfo } from "@levelup/client";
import { Button, Skeleton } from "@mantine/core";
import { useState } from "react";
import { shortText } from "../errors/error-presentation.ts";
import { Card } from "../layout/card.tsx";
import { ConfirmDialog } from "../layout/confirm-dialog.tsx";
import { Loaded } from "../layout/loaded.tsx";
import { Page } from "../layout/page.tsx";
import { useToast } from "../toasts/toasts.tsx";
import { deviceName } from "./device-name.ts";
import { DeviceRow } from "./device-row.tsx";
import classes from "./devices.module.css";
import { useDevices, useRevoke } from "./use-devices.ts";

/** What a confirmed dialog logs out. */
type Target = { kind: "one"; token: TokenInfo } | { kind: "others" };

export function Component() {
  const devices = useDevices();
  const revoke = useRevoke();
  const toast = useToast();
  const [target, setTarget] = useState<Target>();

  async function logOut(what: Target) {
    setTarget(undefined);
    const result = what.kind === "one" ? await revoke.one(what.token.id) : await revoke.others();
    if (!result.ok) return toast(shortText(result.error), "failed");
    toast(what.kind === "one" ? `${deviceName(what.token)} is logged out.` : "Every other device is logged out.");
  }

  return (
    <Page
      title="Devices"
      intro="Everything that is logged in to your account. If you do not know one of them, log it out and change your password."
    >
      <Loaded query={devices} skeleton={<ListSkeleton />}>
        {(tokens) => (
          <>
            <Card>
              <ul>
                {tokens.map((token) => (
                  <DeviceRow key={token.id} token={token} onLogOut={() => setTarget({ kind: "one", token })} />
                ))}
              </ul>
            </Card>
            <div className={classes.foot}>
              {tokens.length > 1 ? (
                <Button variant="danger" onClick={() => setTarget({ kind: "others" })}>
                  Log out every other device
                </Button>
              ) : (
                <p>This is the only device.</p>
              )}
            </div>
          </>
        )}
      </Loaded>
      <ConfirmDialog
        open={target !== undefined}
        title={target?.kind === "one" ? `Log out ${deviceName(target.token)}?` : "Log out every other device?"}
        text={`${target?.kind === "one" ? "It" : "They"} can be logged in again with your password.`}
        confirm="Log out"
        onConfirm={() => target && logOut(target)}
        onCancel={() => setTarget(undefined)}
      />
    </Page>
  );
}

function ListSkeleton() {
  return (
    <Card>
      <div>
        <Skeleton h="3.25rem" mb="1.75rem" />
        <Skeleton h="3.25rem" mb="1.75rem" />
        <Skeleton h="3.25rem" />
      </div>
    </Card>
  );
}
