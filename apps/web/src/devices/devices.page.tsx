import type { LevelUpError, TokenInfo } from "@levelup/client";
import { Button, Skeleton } from "@mantine/core";
import { useState } from "react";
import { refusalOf } from "../errors/refusal.ts";
import { Card } from "../layout/card.tsx";
import { ConfirmDialog } from "../layout/confirm-dialog.tsx";
import { Loaded } from "../layout/loaded.tsx";
import { Page } from "../layout/page.tsx";
import { useToast } from "../toasts/toasts.tsx";
import { deviceName } from "./device-name.ts";
import { DeviceRow } from "./device-row.tsx";
import classes from "./devices.module.css";
import { useDevices, useRevoke } from "./use-devices.ts";

type Asked = { kind: "one"; token: TokenInfo } | { kind: "others" };

export function Component() {
  const devices = useDevices();
  const revoke = useRevoke();
  const toast = useToast();
  const [asked, setAsked] = useState<Asked>();

  async function logOut(what: Asked) {
    setAsked(undefined);
    const result = what.kind === "one" ? await revoke.one(what.token.id) : await revoke.others();
    if (!result.ok) return sayRefused(result.error);
    toast(what.kind === "one" ? `${deviceName(what.token)} is logged out.` : "Every other device is logged out.");
  }

  function sayRefused(error: LevelUpError) {
    const refusal = refusalOf(error);
    if (refusal.kind === "notice") toast(`${refusal.notice.title}. ${refusal.notice.text}`, "failed");
    else if (refusal.kind !== "signed-out") toast("That did not work. Try again in a moment.", "failed");
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
              <ul className={classes.list}>
                {tokens.map((token) => (
                  <DeviceRow key={token.id} token={token} onLogOut={() => setAsked({ kind: "one", token })} />
                ))}
              </ul>
            </Card>
            <div className={classes.foot}>
              {tokens.length > 1 ? (
                <Button variant="danger" onClick={() => setAsked({ kind: "others" })}>
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
        open={asked !== undefined}
        title={asked?.kind === "one" ? `Log out ${deviceName(asked.token)}?` : "Log out every other device?"}
        text={`${asked?.kind === "one" ? "It" : "They"} can be logged in again with your password.`}
        confirm="Log out"
        onConfirm={() => asked && logOut(asked)}
        onCancel={() => setAsked(undefined)}
      />
    </Page>
  );
}

function ListSkeleton() {
  return (
    <Card>
      <div className={classes.list}>
        <Skeleton h="3.25rem" mb="1.75rem" />
        <Skeleton h="3.25rem" mb="1.75rem" />
        <Skeleton h="3.25rem" />
      </div>
    </Card>
  );
}
