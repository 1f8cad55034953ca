import type { Account } from "@levelup/client";
import { Button, Skeleton } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { Link } from "react-router";
import { Avatar } from "../brand/avatar.tsx";
import { Stairs } from "../brand/stairs.tsx";
import { Card } from "../layout/card.tsx";
import { Loaded } from "../layout/loaded.tsx";
import { Day } from "../layout/time.tsx";
import { PasskeyHint } from "../passkeys/passkey-hint.tsx";
import { useAccount } from "../profile/use-account.ts";
import { AddressHint } from "./address-hint.tsx";
import classes from "./home.module.css";

export function Component() {
  useDocumentTitle("Home · Level Up");
  const account = useAccount();
  return (
    <>
      <div className={classes.greeting}>
        <h1 tabIndex={-1}>{account.data ? `Hello, ${account.data.firstName}.` : "Hello."}</h1>
        <div className={classes.art}>
          <Stairs level={6} />
        </div>
      </div>
      <div className={classes.body}>
        <Loaded query={account} skeleton={<ProfileSkeleton />}>
          {(data) => (
            <>
              <Profile account={data} />
              <AddressHint account={data} />
              <PasskeyHint account={data} />
            </>
          )}
        </Loaded>
      </div>
    </>
  );
}

function Profile({ account }: { account: Account }) {
  return (
    <Card>
      <div className={classes.gamer}>
        <Avatar username={account.username} />
        <div className={classes.who}>
          <h2 className={classes.name}>{`${account.firstName} ${account.lastName}`}</h2>
          <p className={classes.username}>{account.username}</p>
        </div>
        <Button component={Link} to="/profile" variant="default" size="sm" className={classes.edit}>
          Edit profile
        </Button>
      </div>
      {account.bio ? (
        <p className={classes.bio}>{account.bio}</p>
      ) : (
        <p className={classes.empty}>
          No bio yet. <Link to="/profile">Write a few lines about yourself</Link>
        </p>
      )}
      <dl className={classes.facts}>
        <div>
          <dt>E-mail</dt>
          <dd>{account.email || <Link to="/profile">Add an address</Link>}</dd>
        </div>
        <div>
          <dt>Member since</dt>
          <dd>
            <Day at={account.dateJoined} />
          </dd>
        </div>
      </dl>
    </Card>
  );
}

/** As high as a profile with a bio of three lines. */
function ProfileSkeleton() {
  return (
    <Card>
      <div className={classes.gamer}>
        <Skeleton w="4.5rem" h="4.5rem" radius="1.125rem" />
        <div className={classes.who}>
          <Skeleton w="11rem" h="1.5rem" />
          <Skeleton w="7rem" h="1.125rem" mt="0.5rem" />
        </div>
      </div>
      <Skeleton mt="1.75rem" h="5.25rem" />
      <div className={classes.facts}>
        <Skeleton w="11rem" h="2.75rem" />
        <Skeleton w="9rem" h="2.75rem" />
      </div>
    </Card>
  );
}
