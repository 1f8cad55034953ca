import { lazy, Suspense, useState } from "react";
import { Card } from "../layout/card.tsx";
import { Page } from "../layout/page.tsx";
import { SecondStepCard } from "../second-step/second-step-card.tsx";
import { useToast } from "../toasts/toasts.tsx";
import { ChangePasswordForm } from "./change-password-form.tsx";

// The last two, so that nothing that is shown already moves when they arrive.
const PasskeysCard = lazy(() =>
  import("../passkeys/passkeys-card.tsx").then((module) => ({ default: module.PasskeysCard })),
);
const ApiTokensCard = lazy(() => import("./api-tokens-card.tsx").then((module) => ({ default: module.ApiTokensCard })));

export function Component() {
  const toast = useToast();
  const [changes, setChanges] = useState(0);
  return (
    <Page title="Security" intro="How you get into your account, and how your scripts do.">
      <Card title="Change your password" intro="A new password logs every other device out at once. This one stays.">
        <ChangePasswordForm
          // A new form after each change, so that no password stays in the page.
          key={changes}
          onChanged={() => {
            setChanges(changes + 1);
            toast("Your password is changed. Every other device is logged out.");
          }}
        />
      </Card>
      <SecondStepCard />
      <Suspense>
        <PasskeysCard />
        <ApiTokensCard />
      </Suspense>
    </Page>
  );
}
