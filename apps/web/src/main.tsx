import "./theme/styles.ts";
import { createLevelUp } from "@levelup/client";
import { LevelUpProvider } from "@levelup/client/react";
import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { preloadScreens, routes } from "./routes.tsx";
import { theme } from "./theme/theme.ts";
import { colorSchemeManager } from "./theme/theme-toggle.tsx";

// zod tries whether it may compile code from text. The server's policy forbids that, and a browser reports every try.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

const levelup = createLevelUp({ url: "/trpc" });
const router = createBrowserRouter(routes);
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      // The variables are in tokens.css, the classes in global.css: a style element needs an exception in the policy.
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <LevelUpProvider levelup={levelup}>
        <RouterProvider router={router} />
      </LevelUpProvider>
    </MantineProvider>
  </StrictMode>,
);

const whenIdle = window.requestIdleCallback ?? ((callback: () => void) => setTimeout(callback, 1000));
whenIdle(() => preloadScreens());
