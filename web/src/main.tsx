import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import "report-style.css";
import "./look.css";
import { App } from "./app.tsx";
import { ApiProblem } from "./server/api.ts";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // New data are told of; until then an answer stands.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      // What was refused is refused again; a line that was cut may be back.
      retry: (failures, error) => !(error instanceof ApiProblem) && failures < 2,
    },
  },
});

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <BrowserRouter>
        <App />
      </BrowserRouter>
    </QueryClientProvider>
  </StrictMode>,
);
