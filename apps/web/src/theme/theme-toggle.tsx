import { localStorageColorSchemeManager, type MantineColorSchemeManager, useMantineColorScheme } from "@mantine/core";
import { useColorScheme } from "@mantine/hooks";
import { MoonIcon, SunIcon } from "../shell/icons.tsx";
import classes from "./theme-toggle.module.css";

/** Stores the chosen theme. early-theme.js reads the same key. */
export const colorSchemeManager: MantineColorSchemeManager = localStorageColorSchemeManager({ key: "lu_theme" });

/** Switches between light and dark. Choosing the theme of the system follows the system again. */
export function ThemeToggle() {
  const system = useColorScheme("light", { getInitialValueInEffect: false });
  // Without `keepTransitions` Mantine writes a style element, which the content security policy blocks.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const shown = colorScheme === "auto" ? system : colorScheme;
  const other = shown === "dark" ? "light" : "dark";
  return (
    <button
      type="button"
      className={classes.toggle}
      aria-label={`Switch to the ${other} theme`}
      onClick={() => setColorScheme(other === system ? "auto" : other)}
    >
      {shown === "dark" ? <SunIcon /> : <MoonIcon />}
    </button>
  );
}
