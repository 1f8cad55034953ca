import "./style.css";
import { LevelUpProvider } from "@levelup/client/react";
import { createRoot } from "react-dom/client";
import { levelup } from "./levelup.ts";
import { Screen } from "./screen.tsx";

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <LevelUpProvider levelup={levelup}>
      <Screen />
    </LevelUpProvider>,
  );
}
