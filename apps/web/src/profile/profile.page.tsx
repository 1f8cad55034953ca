import type { Account } from "@levelup/client";
import { Button, Skeleton } from "@mantine/core";
import { useState } from "react";
import { Link, Navigate, useNavigation } from "react-router";
import { Form, FormActions, SubmitButton } from "../forms/form.tsx";
import { lazyRules } from "../forms/lazy-rules.ts";
import { BioField, NameFields } from "../forms/person-fields.tsx";
import { useFields } from "../forms/use-fields.ts";
import { useSubmit } from "../forms/use-submit.tsx";
import { Card } from "../layout/card.tsx";
import { Loaded } from "../layout/loaded.tsx";
import { Page } from "../layout/page.tsx";
import { useToast } from "../toasts/toasts.tsx";
import { AddressCard } from "./address-card.tsx";
import { useAccount, useUpdateAccount } from "./use-account.ts";

export type Profile = Pick<Account, "firstName" | "lastName" | "bio">;

const validate = lazyRules<Profile>(() => import("./profile.rules.ts"));

export function Component() {
  const account = useAccount();
  return (
    <Page title="Profile" intro="This is how you appear on Level Up. Your username stays as it is.">
      <Loaded query={account} skeleton={<FormSkeleton />}>
        {(data) => (
          <>
            <ProfileForm account={data} />
            <AddressCard />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function ProfileForm({ account }: { account: Account }) {
  const { state } = useNavigation();
  const [saved, setSaved] = useState(false);
  const update = useUpdateAccount();
  const toast = useToast();
  const { firstName, lastName, bio } = account;
  const form = useFields<Profile>({ initialValues: { firstName, lastName, bio }, validate });
  const submission = useSubmit({
    form,
    send: update,
    onSuccess: () => {
      toast("Your profile is saved.");
      setSaved(true);
    },
  });
  // A gamer who has left this screen during the call, or is leaving it, stays on the other one.
  const stillHere = state === "idle";
  return (
    <Card>
      {saved && stillHere && <Navigate to="/" />}
      <Form submission={submission} label="Profile">
        <NameFields field={form.getInputProps} />
        <BioField field={form.getInputProps} rows={6} />
        <FormActions>
          <SubmitButton submission={submission} pending="Saving…">
            Save
          </SubmitButton>
          <Button component={Link} to="/" variant="subtle">
            Cancel
          </Button>
        </FormActions>
      </Form>
    </Card>
  );
}

function FormSkeleton() {
  return (
    <Card>
      <Skeleton h="4.25rem" />
      <Skeleton h="4.25rem" mt="1.25rem" />
      <Skeleton h="11rem" mt="1.25rem" />
    </Card>
  );
}
