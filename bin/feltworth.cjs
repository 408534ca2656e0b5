#!/usr/bin/env node
"use strict";
// CommonJS on purpose: the size of libuv's pool must be set before anything has used it, and the ESM loader uses it.
process.env.UV_THREADPOOL_SIZE ??= "16";
import("../dist/cli/main.js").catch((e) => {
  if (e.code === "ERR_MODULE_NOT_FOUND") console.error("Not built yet: run `npm start` or `npm run build`.");
  console.error(e);
  process.exitCode = 1;
});
