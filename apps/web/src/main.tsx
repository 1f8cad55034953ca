import "./theme/styles.ts";
import { createLevelUp } from "@levelup/client";
import { LevelUpProvider } from "@levelup/client/react";
import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { loadProofDialog } from "./confirm/proof-dialog.tsx";
import { createProofRequests, ProofRequestsContext } from "./confirm/proof-requests.ts";
import { preloadScreens, routes } from "./routes.tsx";
import { theme } from "./theme/theme.ts";
import { colorSchemeManager } from "./theme/theme-toggle.tsx";

// Without this zod tests whether `new Function` is allowed, which the browser reports as a violation of the policy.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

const root = document.getElementById("root");
// browser-check.js removes it in a browser that is too old.
if (root) renderApp(root);

function renderApp(element: HTMLElement) {
  const proofRequests = createProofRequests(loadProofDialog);
  const levelup = createLevelUp({ url: "/trpc", onConfirm: proofRequests.ask });
  const router = createBrowserRouter(routes);
  createRoot(element).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        colorSchemeManager={colorSchemeManager}
        // These are in tokens.css and global.css: the content security policy does not allow a style element.
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <LevelUpProvider levelup={levelup}>
          <ProofRequestsContext value={proofRequests}>
            <RouterProvider router={router} />
          </ProofRequestsContext>
        </LevelUpProvider>
      </MantineProvider>
    </StrictMode>,
  );

  const whenIdle = window.requestIdleCallback ?? ((callback: () => void) => setTimeout(callback, 1000));
  whenIdle(() => preloadScreens());
}
