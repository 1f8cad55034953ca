import type { TokenInfo } from "@levelup/client";
import { Button } from "@mantine/core";
import { ItemButtons, ItemRow, ItemText, LastUsed } from "../layout/item-row.tsx";
import { Day } from "../layout/time.tsx";
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
    <ItemRow icon={icons[deviceKind(token)]} current={token.current}>
      <ItemText
        name={
          <>
            {name}
            {token.current && <span className={classes.current}>This device</span>}
          </>
        }
      >
        {token.current ? <span>In use now</span> : <LastUsed at={token.lastUsedAt} />}
        {token.address && <span>{placeName(token.address)}</span>}
        <span>
          Logged in <Day at={token.createdAt} />
        </span>
      </ItemText>
      {!token.current && (
        <ItemButtons>
          <Button variant="default" size="sm" aria-label={`Log out ${name}`} onClick={onLogOut}>
            Log out
          </Button>
        </ItemButtons>
      )}
    </ItemRow>
  );
}
