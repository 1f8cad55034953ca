import { type AccountSecurity, type LevelUpErrorCode, type Result, safe } from "@levelup/client";
import { useLevelUp, useLevelUpQueries } from "@levelup/client/react";
import { Button, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { useMailOffered } from "../auth/use-mail-offered.ts";
import { shortText } from "../errors/error-presentation.ts";
import { Card } from "../layout/card.tsx";
import { ConfirmDialog } from "../layout/confirm-dialog.tsx";
import { Loaded } from "../layout/loaded.tsx";
import { Day } from "../layout/time.tsx";
import { useAccount } from "../profile/use-account.ts";
import { useToast } from "../toasts/toasts.tsx";
import classes from "./second-step.module.css";
import type { Shown } from "./set-up-dialog.tsx";

const loadDialog = () => import("./set-up-dialog.tsx");
const SetUpDialog = lazy(() => loadDialog().then((module) => ({ default: module.SetUpDialog })));

/** The second step of a login: whether it is on, and how to change that. */
export function SecondStepCard() {
  const { account } = useLevelUpQueries();
  const security = useQuery(account.security());
  const { data: owner } = useAccount();
  const cache = useQueryClient();
  const [shown, setShown] = useState<Shown>();
  // Kept from its first use on: only a dialog that is closed gives the focus back.
  const [used, setUsed] = useState(false);
  const card = useRef<HTMLDivElement>(null);
  // The button that opened the dialog may be gone by then.
  useEffect(() => {
    if (used && !shown) card.current?.querySelector("button")?.focus();
  }, [used, shown]);
  const reload = () => cache.invalidateQueries(account.security());

  async function show(next: Shown) {
    await loadDialog();
    setShown(next);
    setUsed(true);
  }

  return (
    <Card title="Second step">
      <div ref={card}>
        <Loaded query={security} skeleton={<Skeleton h="6rem" />}>
          {(data) =>
            data.secondFactor ? (
              <On security={data} onCodes={(codes) => show({ codes })} onChanged={reload} />
            ) : (
              <Off security={data} onBegun={(setUp) => show({ setUp })} />
            )
          }
        </Loaded>
      </div>
      <Suspense>
        {used && (
          <SetUpDialog
            shown={shown}
            username={owner?.username ?? ""}
            onActivated={reload}
            onClose={() => setShown(undefined)}
          />
        )}
      </Suspense>
    </Card>
  );
}

/** Makes one call at a time, and says why it failed. */
function useCall() {
  const toast = useToast();
  const [pending, setPending] = useState(false);
  async function call<Data>(
    send: () => Promise<Result<Data, LevelUpErrorCode>>,
    onSuccess: (data: Data) => unknown,
  ): Promise<void> {
    if (pending) return;
    setPending(true);
    const result = await send();
    setPending(false);
    if (result.ok) await onSuccess(result.data);
    else toast(shortText(result.error), "failed");
  }
  return { pending, call };
}

type OffProps = {
  security: AccountSecurity;
  onBegun: (setUp: Extract<NonNullable<Shown>, { setUp: unknown }>["setUp"]) => unknown;
};

function Off({ security: { email, emailVerified }, onBegun }: OffProps) {
  const levelup = useLevelUp();
  const mailOffered = useMailOffered();
  const { pending, call } = useCall();
  const unconfirmed = mailOffered && email !== "" && !emailVerified;
  return (
    <div className={classes.stack}>
      <p className={classes.note}>
        Off. Turn it on, and a login takes your password and a code from an app on your phone: a password that leaked is
        then not enough.
      </p>
      {unconfirmed ? (
        <p>
          Confirm your e-mail address first. <Link to="/profile">Open your profile</Link>
        </p>
      ) : (
        <div className={classes.row}>
          <Button aria-disabled={pending} onClick={() => call(() => safe(levelup.secondFactor.begin()), onBegun)}>
            {pending ? "Turning on…" : "Turn on"}
          </Button>
        </div>
      )}
    </div>
  );
}

type OnProps = {
  security: AccountSecurity;
  onCodes: (codes: readonly string[]) => unknown;
  onChanged: () => Promise<unknown>;
};

function On({ security: { secondFactorSince, recoveryCodesLeft }, onCodes, onChanged }: OnProps) {
  const levelup = useLevelUp();
  const toast = useToast();
  const codes = useCall();
  const off = useCall();
  const [asking, setAsking] = useState<"codes" | "off">();

  function makeCodes() {
    setAsking(undefined);
    return codes.call(
      () => safe(levelup.secondFactor.recoveryCodes()),
      async ({ recoveryCodes }) => {
        await onCodes(recoveryCodes);
        await onChanged();
      },
    );
  }

  function turnOff() {
    setAsking(undefined);
    return off.call(
      () => safe(levelup.secondFactor.disable()),
      async () => {
        await onChanged();
        toast("The second step is off. Every other device is logged out.");
      },
    );
  }

  return (
    <div className={classes.stack}>
      <p className={classes.note}>
        On
        {secondFactorSince && (
          <>
            {" "}
            since <Day at={secondFactorSince} />
          </>
        )}
        : a login takes your password and a code from your authenticator app. Recovery codes left: {recoveryCodesLeft}.
        If you have lost them, make new ones.
      </p>
      <div className={classes.row}>
        <Button variant="default" aria-disabled={codes.pending} onClick={() => setAsking("codes")}>
          {codes.pending ? "Making new codes…" : "New recovery codes"}
        </Button>
        <Button variant="subtle" aria-disabled={off.pending} onClick={() => setAsking("off")}>
          {off.pending ? "Turning off…" : "Turn off"}
        </Button>
      </div>
      <ConfirmDialog
        open={asking === "codes"}
        title="Make new recovery codes?"
        text="The old ones will no longer work."
        confirm="Make new codes"
        onConfirm={makeCodes}
        onCancel={() => setAsking(undefined)}
      />
      <ConfirmDialog
        open={asking === "off"}
        title="Turn off the second step?"
        text="The password alone will log in again. Every other device will be logged out."
        confirm="Turn off"
        onConfirm={turnOff}
        onCancel={() => setAsking(undefined)}
      />
    </div>
  );
}
