import type { Command } from "commander";
import open from "open";
import { VERSION } from "../../app/make-report.ts";
import type { RunCommand } from "../../app/server/control.ts";
import { reportOf } from "../../app/server/findings.ts";
import { openServer } from "../../app/server/open-server.ts";
import { ROLES } from "../../app/server/roles.ts";
import { InputError, StoreError } from "../../base/errors.ts";
import { environment } from "../../config/environment.ts";
import { openId } from "../../config/open-id.ts";
import { buildServer } from "../../http/server.ts";
import { texts } from "../../texts/texts.ts";
import { report } from "../failure.ts";
import { LeftOut } from "../left-out.ts";
import { analysisOptions, fileOptions, languageOption, type RawOptions, withFileOptions } from "../options.ts";
import { terminalProgress } from "../progress.ts";
import { namedOrSample } from "../sample-company.ts";

interface ServeOptions extends RawOptions {
  port: string;
  host: string;
  data: string;
  behindProxy?: boolean;
  open?: boolean;
  allowPrivateWebhooks?: boolean;
  quiet?: boolean;
}

export function serveCommand(program: Command, run?: RunCommand): void {
  withFileOptions(
    program
      .command("serve")
      .description("show the figures of a company in the browser, kept up to date with its files"),
  )
    .argument("[path...]", "files or folders with exports, or a workspace; none: a made-up company")
    .option("--port <number>", "port to listen at; 0 takes any that is free", "4747")
    .option("--host <address>", "address to listen at; 0.0.0.0 opens it to the network", "127.0.0.1")
    .option("--data <folder>", "folder for users, keys and the audit log", "feltworth-server")
    .option("--open", "open the address in the browser of this machine")
    .option("--behind-proxy", "a proxy before the server brings the encryption and says who asks")
    .option("--allow-private-webhooks", "tell receivers in private nets too, and such without encryption")
    .option("--quiet", "write no log of requests")
    .action((named: string[], options: ServeOptions) => serve(named, options, run));
}

async function serve(named: string[], options: ServeOptions, run: RunCommand | undefined): Promise<void> {
  const port = portOf(options.port);
  const language = languageOption(options);
  const words = texts(language ?? "en");
  const { databaseUrl } = environment();
  const provider = openId(ROLES);
  const { paths } = await namedOrSample(named);
  const server = await openServer({
    company: {
      ...{ paths, files: fileOptions(options), analysis: analysisOptions(options), language },
      ...{ progress: terminalProgress(words), onLoaded: new LeftOut(words, false).tell },
    },
    ...(run ? { run } : {}),
    outgoing: { allowsPrivate: options.allowPrivateWebhooks ?? false },
    ...{
      folder: options.data,
      database: databaseUrl,
      openId: provider,
      now: () => new Date(),
      onTrouble: (error) => report(error),
    },
  });
  const app = await buildServer(server, {
    ...{ version: VERSION, behindProxy: options.behindProxy ?? false },
    // Standard output belongs to the log of requests alone, one JSON a line.
    logger: options.quiet ? false : { level: "info", redact: ["req.headers.authorization", "req.headers.cookie"] },
  });
  const say = (text: string) => process.stderr.write(`${text}\n`);
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= (async () => {
      say(words.t("server.stopping"));
      await app.close();
      await server.close();
    })();
    return stopping;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      stop().catch((error: unknown) => {
        process.exitCode = report(error);
      });
    });
  try {
    const address = await app.listen({ port, host: options.host });
    say(words.t("server.listening", { text: address }));
    // Where there is no browser the line above says where to go.
    if (options.open) await open(address).catch(() => {});
  } catch (error) {
    await stop();
    throw taken(error, port);
  }
  // The first screen shows what the report says: it is computed while the first person still signs in. Whoever asks is told what goes wrong.
  if (server.live.present) reportOf(server.live).catch(() => {});
  if (!(await server.access.isSetUp())) say(words.t("server.set_up_code", { text: server.access.setUpCode }));
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new InputError("input.option_invalid", `--port "${text}" is not a port.`, {
    hint: "Give a number from 0 to 65535.",
  });
}

function taken(error: unknown, port: number): unknown {
  if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") return error;
  return new StoreError("store.unavailable", `Another program listens at port ${port} already.`, {
    hint: "Stop it, or choose another port with --port; 0 takes any that is free.",
    cause: error,
  });
}
