import { useState } from "react";
import { Card } from "../layout/card.tsx";
import { Page } from "../layout/page.tsx";
import { PasskeysCard } from "../passkeys/passkeys-card.tsx";
import { SecondStepCard } from "../second-step/second-step-card.tsx";
import { useToast } from "../toasts/toasts.tsx";
import { ApiTokensCard } from "./api-tokens-card.tsx";
import { ChangePasswordForm } from "./change-password-form.tsx";

export function Component() {
  const toast = useToast();
  const [changes, setChanges] = useState(0);
  return (
    <Page title="Security" intro="A new password logs every other device out at once. This one stays.">
      <Card title="Change your password">
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
      <PasskeysCard />
      <ApiTokensCard />
    </Page>
  );
}
