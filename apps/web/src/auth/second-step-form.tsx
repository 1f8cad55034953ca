import { safe } from "@levelup/client";
import { useLevelUp } from "@levelup/client/react";
import { limits } from "@levelup/contract/rules";
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { Form, FormLinks, SubmitButton } from "../forms/form.tsx";
import { useFields } from "../forms/use-fields.ts";
import { useSubmit } from "../forms/use-submit.tsx";
import { CodeField, type CodeKind, SwitchCodeKind } from "../second-step/code-field.tsx";

type SecondStepFormProps = { challenge: string; onExpired: () => void; onStartAgain: () => void };

/** The second page of a login, for an account with a second step. */
export function SecondStepForm({ challenge, onExpired, onStartAgain }: SecondStepFormProps) {
  const levelup = useLevelUp();
  const [kind, setKind] = useState<CodeKind>("code");
  const form = useFields({ initialValues: { code: "", recoveryCode: "" } });
  // By the time that has passed here: the clocks of browser and server may differ.
  useEffect(() => {
    const timer = setTimeout(onExpired, limits.challengeMinutes * 60_000);
    return () => clearTimeout(timer);
  }, [onExpired]);
  const submission = useSubmit({
    form,
    async send(values) {
      const result = await safe(levelup.auth.secondFactor({ challenge, [kind]: values[kind] }));
      if (!result.ok && result.error.code === "CHALLENGE_INVALID") onExpired();
      return result;
    },
  });
  return (
    <Form submission={submission} label="Second step">
      <CodeField field={form.getInputProps} kind={kind} focused />
      <SubmitButton submission={submission} pending="Logging in…" fullWidth>
        Log in
      </SubmitButton>
      <FormLinks>
        <SwitchCodeKind
          kind={kind}
          onChange={(next) => {
            form.clearErrors();
            setKind(next);
          }}
        />
        <Button variant="subtle" size="sm" onClick={onStartAgain}>
          Start again
        </Button>
      </FormLinks>
    </Form>
  );
}
