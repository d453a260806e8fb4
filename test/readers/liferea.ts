import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { nothing, type Reader, runIn, type Seen } from "./reader.ts";

interface Row {
  readonly item_id: number;
  readonly title: string;
  readonly source: string;
  readonly source_id: string;
  readonly description: string;
  readonly date: number;
}

/**
 * The desktop reader on a screen that nobody sees, with a message bus of its own: by that it is told that there is a network
 * and when to poll, which alone makes it steady. What it shows is what its database holds.
 */
export const liferea: Reader = {
  name: "Liferea",
  commands: ["liferea", "Xvfb", "dbus-daemon", "dbus-send"],
  subscribe: async (folder, name) => {
    let served = "";
    let asked = 0;
    const server = createServer((request, response) => {
      const isFeed = request.url === `/${name}`;
      response.writeHead(isFeed ? 200 : 404, { "Content-Type": "application/xml" }).end(isFeed ? served : "");
      if (isFeed) asked += 1;
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
    const desktop = await openDesktop(folder, address);
    const file = join(folder, ".local/share/liferea/liferea.db");
    return {
      read: async (bytes) => {
        served = bytes;
        const before = asked;
        await desktop.tell("Refresh");
        await until(`${name} was not fetched`, () => asked > before);
        return settled(() => itemsIn(file));
      },
      close: () => {
        desktop.close();
        server.close();
      },
    };
  },
};

interface Desktop {
  /** Calls a method of org.gnome.feed.Reader. */
  readonly tell: (method: string, ...values: readonly string[]) => Promise<string>;
  readonly close: () => void;
}

/** A screen, a bus, and Liferea with one subscription. */
async function openDesktop(folder: string, address: string): Promise<Desktop> {
  const [config, runtime] = [join(folder, ".config/liferea"), join(folder, "run")];
  mkdirSync(config, { recursive: true });
  mkdirSync(runtime, { mode: 0o700 });
  writeFileSync(join(config, "feedlist.opml"), subscriptions(address));
  const home = { HOME: folder, XDG_RUNTIME_DIR: runtime, LC_ALL: "C.UTF-8", TZ: "UTC", PATH: process.env["PATH"] };
  const children: ChildProcess[] = [];
  const start = (
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): ChildProcess => {
    const child = spawn(command, args, { env: { ...home, ...env }, stdio: ["ignore", "pipe", "ignore"] });
    children.push(child);
    return child;
  };
  const screen = await firstLine(start("Xvfb", ["-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"]));
  const bus = await firstLine(start("dbus-daemon", ["--session", "--nofork", "--print-address=1"]));
  const env = {
    DISPLAY: `:${screen}`,
    DBUS_SESSION_BUS_ADDRESS: bus,
    GIO_USE_NETWORK_MONITOR: "base",
    GSETTINGS_BACKEND: "memory",
    WEBKIT_DISABLE_COMPOSITING_MODE: "1",
  };
  start("liferea", ["--mainwindow-state=hidden"], env).stdout?.resume();
  const tell: Desktop["tell"] = (method, ...values) =>
    runIn(folder, "dbus-send", [
      `--bus=${bus}`,
      "--print-reply",
      "--dest=org.gnome.feed.Reader",
      "/org/gnome/feed/Reader",
      `org.gnome.feed.Reader.${method}`,
      ...values,
    ]);
  const close = (): void => children.toReversed().forEach((child) => void child.kill("SIGKILL"));
  try {
    await until("Liferea did not start", () => tell("Ping").then(...toBoolean));
    await tell("SetOnline", "boolean:true");
  } catch (error) {
    close();
    throw error;
  }
  return { tell, close };
}

const toBoolean = [() => true, () => false] as const;

function subscriptions(address: string): string {
  const outline = `<outline title="courant" text="courant" type="rss" id="courant" xmlUrl="${address}" updateInterval="-1"/>`;
  return `<?xml version="1.0"?>\n<opml version="1.0"><head><title>Feeds</title></head><body>${outline}</body></opml>\n`;
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = (await once(child.stdout!, "data")) as [Buffer];
  child.stdout!.resume();
  return chunk.toString().trim();
}

/** Looks again and again, for a minute at most. */
async function until(otherwise: string, look: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await look()) return;
    await sleep(200);
  }
  throw new Error(otherwise);
}

/** The items once there are some and two looks half a second apart find the same. */
async function settled(look: () => readonly Seen[]): Promise<readonly Seen[]> {
  let last = "";
  let items: readonly Seen[] = [];
  await until("Liferea shows nothing", async () => {
    await sleep(500);
    items = look();
    const now = JSON.stringify(items);
    const same = items.length > 0 && now === last;
    last = now;
    return same;
  });
  return items;
}

function itemsIn(file: string): readonly Seen[] {
  if (!existsSync(file)) return [];
  const database = new Database(file, { readonly: true });
  try {
    const rows = database.prepare("select * from items order by date desc").all() as Row[];
    const metadata = database.prepare("select value from metadata where item_id = ? and key = ? order by nr").pluck();
    const valuesOf = (row: Row, key: string): string[] => metadata.all(row.item_id, key) as string[];
    return rows.map((row) => ({
      ...nothing,
      id: row.source_id,
      title: row.title,
      link: row.source,
      authors: [...valuesOf(row, "author"), ...valuesOf(row, "creator")].join(", "),
      date: row.date * 1000,
      text: row.description,
      related: valuesOf(row, "related"),
    }));
  } finally {
    database.close();
  }
}
