import type { ApiTokenInfo, ScopeInfo } from "@levelup/client";
import { Button, Skeleton } from "@mantine/core";
import { useState } from "react";
import { shortText } from "../errors/error-presentation.ts";
import { Card } from "../layout/card.tsx";
import { ConfirmDialog } from "../layout/confirm-dialog.tsx";
import { LastUsed } from "../layout/item-row.tsx";
import { Loaded } from "../layout/loaded.tsx";
import { Day } from "../layout/time.tsx";
import { useToast } from "../toasts/toasts.tsx";
import classes from "./api-tokens.module.css";
import { NewApiTokenDialog } from "./new-api-token-dialog.tsx";
import { useApiTokens, useChangeApiTokens, useScopes } from "./use-api-tokens.ts";

/** The tokens of programs that act for the gamer: what there is, a new one, and the end of one. */
export function ApiTokensCard() {
  const tokens = useApiTokens();
  const { data: scopes } = useScopes();
  const { end } = useChangeApiTokens();
  const toast = useToast();
  const [creating, setCreating] = useState(false);
  const [ending, setEnding] = useState<ApiTokenInfo>();

  async function endToken({ id, name }: ApiTokenInfo) {
    setEnding(undefined);
    const result = await end(id);
    if (result.ok) toast(`${name} has ended.`);
    else toast(shortText(result.error), "failed");
  }

  return (
    <Card
      title="API tokens"
      action={
        <Button variant="default" size="sm" disabled={!scopes} onClick={() => setCreating(true)}>
          New token
        </Button>
      }
    >
      <p className={classes.note}>
        For scripts and other programs. Each can do what you choose and nothing else, and a new password leaves them.
      </p>
      <Loaded query={tokens} skeleton={<Skeleton h="4rem" mt="1rem" />}>
        {(list) =>
          list.length === 0 ? (
            <p className={classes.empty}>None yet.</p>
          ) : (
            <ul className={classes.list}>
              {list.map((token) => (
                <ApiTokenRow key={token.id} token={token} scopes={scopes ?? []} onEnd={() => setEnding(token)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <NewApiTokenDialog open={creating} scopes={scopes ?? []} onClose={() => setCreating(false)} />
      <ConfirmDialog
        open={ending !== undefined}
        title={`End ${ending?.name ?? ""}?`}
        text="The program that uses it is refused from then on."
        confirm="End token"
        onConfirm={() => ending && endToken(ending)}
        onCancel={() => setEnding(undefined)}
      />
    </Card>
  );
}

type ApiTokenRowProps = { token: ApiTokenInfo; scopes: readonly ScopeInfo[]; onEnd: () => void };

function ApiTokenRow({ token, scopes, onEnd }: ApiTokenRowProps) {
  const words = token.scopes.map((name) => scopes.find(({ scope }) => scope === name)?.description ?? name);
  return (
    <li className={classes.row}>
      <div>
        <p className={classes.name}>{token.name}</p>
        <p className={classes.note}>{words.join(", ")}</p>
        <p className={classes.note}>
          <LastUsed at={token.lastUsedAt} />
          {", ends on "}
          <Day at={token.expiresAt} />
        </p>
      </div>
      <Button variant="default" size="sm" aria-label={`End ${token.name}`} onClick={onEnd}>
        End
      </Button>
    </li>
  );
}
