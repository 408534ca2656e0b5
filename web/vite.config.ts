import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { STYLE } from "../src/report/style.ts";

/** The report's style as a style sheet, so that a finding looks the same on both. */
const reportStyle = (): Plugin => ({
  name: "report-style",
  resolveId: (id) => (id === "report-style.css" ? "\0report-style.css" : undefined),
  load: (id) => (id === "\0report-style.css" ? STYLE : undefined),
});

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), reportStyle()],
  build: { outDir: "../dist/web", emptyOutDir: true, target: "es2022", modulePreload: { polyfill: false } },
});
