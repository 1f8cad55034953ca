import type { TokenInfo } from "@levelup/client";
import { Button } from "@mantine/core";
import { Day, TimeAgo } from "../layout/time.tsx";
import { LaptopIcon, PhoneIcon, TerminalIcon } from "../shell/icons.tsx";
import { type DeviceKind, deviceKind, deviceName, placeName } from "./device-name.ts";
import classes from "./devices.module.css";

const icons = {
  computer: <LaptopIcon />,
  phone: <PhoneIcon />,
  program: <TerminalIcon />,
} satisfies Record<DeviceKind, unknown>;

type DeviceRowProps = { token: TokenInfo; onLogOut: () => void };

export function DeviceRow({ token, onLogOut }: DeviceRowProps) {
  const name = deviceName(token);
  return (
    <li className={classes.row}>
      <span className={classes.icon} data-current={token.current || undefined}>
        {icons[deviceKind(token)]}
      </span>
      <div className={classes.what}>
        <p className={classes.name}>
          {name}
          {token.current && <span className={classes.current}>This device</span>}
        </p>
        <p className={classes.facts}>
          {token.current ? <span>In use now</span> : <LastUsed token={token} />}
          {token.address && <span>{placeName(token.address)}</span>}
          <span>
            Logged in <Day at={token.createdAt} />
          </span>
        </p>
      </div>
      {!token.current && (
        <Button variant="default" size="sm" aria-label={`Log out ${name}`} onClick={onLogOut}>
          Log out
        </Button>
      )}
    </li>
  );
}

function LastUsed({ token }: { token: TokenInfo }) {
  if (!token.lastUsedAt) return <span>Not used yet</span>;
  return (
    <span>
      Used <TimeAgo at={token.lastUsedAt} />
    </span>
  );
}
